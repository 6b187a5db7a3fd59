# SPDX-License-Identifier: Apache-2.0
# Writes OUTPUT, a C++ file that holds every SOURCE_DIR/*.yaml as text. Runs at build time as a script.
file(GLOB files ${SOURCE_DIR}/*.yaml)
set(code "#include \"manifest/schema/schema_files.h\"\n\nnamespace weft::manifest {\n\nstd::vector<SchemaFile> SchemaFiles() {\n  return {\n")
foreach(file ${files})
  get_filename_component(name ${file} NAME)
  file(READ ${file} text)
  string(APPEND code "      {\"${name}\", R\"yaml(${text})yaml\"},\n")
endforeach()
string(APPEND code "  };\n}\n\n}  // namespace weft::manifest\n")
file(WRITE ${OUTPUT} "${code}")
