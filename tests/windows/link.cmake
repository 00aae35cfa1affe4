# Of objects with 20,000 sections, one a function, GNU's linker for Windows makes a program in a minute,
# LLVM's at once; GCC starts its own alone.
set(CMAKE_CXX_LINK_EXECUTABLE
  "clang++ --target=x86_64-w64-mingw32 -fuse-ld=lld -static <LINK_FLAGS> -L/usr/lib/gcc/x86_64-w64-mingw32/12-posix <OBJECTS> -o <TARGET> <LINK_LIBRARIES> -lstdc++ -lwinpthread")
# libstdc++ has the function std::from_chars<int> by its older name too, as an alias in a section of which
# LLVM's linker takes another object's.
set(arguments "ENSt9enable_ifIXsrSt5__or_I@S1_I@St7is_sameINSt9remove_cvIT_E4typeEaES2_IS6_sES2_IS6_iES2_IS6_lES2_IS6_xES2_IS6_nEEES1_I@S2_IS6_hES2_IS6_tES2_IS6_jES2_IS6_mES2_IS6_yES2_IS6_oEEES2_IcS6_EEE5valueESt17from_chars_resultE4typeEPKcSR_RS4_i")
string(REPLACE "@" "I" older "_ZSt10from_charsIi${arguments}")
string(REPLACE "@" "J" newer "_ZSt10from_charsIi${arguments}")
string(APPEND CMAKE_CXX_LINK_EXECUTABLE " -Wl,-Xlink=-alternatename:${older}=${newer}")
