// SPDX-License-Identifier: Apache-2.0
// The source that a library of precompiled headers needs.
