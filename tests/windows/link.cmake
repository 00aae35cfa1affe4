# Of objects with 20,000 sections, one a function, GNU's linker for Windows makes a program in a minute,
# LLVM's at once; GCC starts its own alone.
set(CMAKE_CXX_LINK_EXECUTABLE
  "clang++ --target=x86_64-w64-mingw32 -fuse-ld=lld -static -L/usr/lib/gcc/x86_64-w64-mingw32/12-posix <OBJECTS> -o <TARGET> <LINK_LIBRARIES> -lstdc++ -lwinpthread")
