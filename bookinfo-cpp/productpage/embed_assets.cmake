# SPDX-License-Identifier: Apache-2.0
# cmake -DROOT=dir "-DFILES=a;b" -DOUTPUT=x.cc -P embed_assets.cmake: writes the files' text as a table of name and content.
set(table "")
foreach(file ${FILES})
  file(READ ${ROOT}/${file} content)
  string(APPEND table "    {\"${file}\", R\"~asset~(${content})~asset~\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"productpage/assets.h\"

namespace bookinfo {

const std::vector<Asset>& Assets() {
  static const auto& assets = *new std::vector<Asset>{
${table}  };
  return assets;
}

}  // namespace bookinfo
")
