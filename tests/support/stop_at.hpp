#pragma once
// What asks a run to stop from an instant on.

#include <chrono>

namespace kiln::support {

struct StopAt {
    std::chrono::steady_clock::time_point then;
    bool stop_requested() const { return std::chrono::steady_clock::now() >= then; }
};

inline StopAt stop_in(std::chrono::milliseconds time) {
    return {std::chrono::steady_clock::now() + time};
}

}  // namespace kiln::support
