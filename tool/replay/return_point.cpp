#include "tool/replay/return_point.hpp"

#include "tool/schema/memory_database.hpp"

#include <utility>
#include <vector>

namespace kiln::tool {
ReturnPoint::ReturnPoint(TrialDatabase& database) : database_(database) {
    database_.commit();
    copy_ = open_in_memory();
    copy_database(database_.handle(), copy_->get());
    database_.pasts_.push_back(&past_);
}

ReturnPoint::ReturnPoint(TrialDatabase& database, const Section& first)
    : database_(database), first_(&first) {
    database_.execute("SAVEPOINT return_point");
    database_.pasts_.push_back(&past_);
}

ReturnPoint::ReturnPoint(TrialDatabase& database, AtBegin) : database_(database), at_begin_(true) {
    database_.commit();
    database_.execute("BEGIN");
    database_.pasts_.push_back(&past_);
}

ReturnPoint::~ReturnPoint() {
    database_.pasts_.pop_back();
    if (!copy_ && !at_begin_ && database_.in_transaction()) {
        sqlite3_exec(database_.handle(), "RELEASE return_point", nullptr, nullptr, nullptr);
    }
}

void ReturnPoint::go_back() {
    if (copy_) {
        database_.roll_back();
        copy_database(copy_->get(), database_.handle());
    } else if (at_begin_) {
        database_.roll_back();
        database_.execute("BEGIN");
    } else if (database_.in_transaction()) {
        database_.execute("ROLLBACK TO return_point");
    } else {
        begin_again();
    }
    database_.known_.replace(std::move(past_.schema), past_.changes);
    past_ = {};
}

// That the section runs is known.
void ReturnPoint::begin_again() {
    database_.execute("BEGIN");
    std::vector<RanStatement> statements;
    if (first_->is_code) {
        Section code = *first_;
        database_.run_code_of(code, statements, {});
    } else {
        database_.run_script_of(*first_, AlterTests::all, statements, {});
    }
    database_.execute("SAVEPOINT return_point");
}

}  // namespace kiln::tool
