#include "src/database/postgresql/client.hpp"

#include "src/text/message.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <memory>

namespace kiln::postgresql {
namespace {

constexpr Oid bytea_type = 17;

/// The shortest that is read as the same.
std::string text_of(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number);
    return {text.data(), end.ptr};
}

struct FreeOptions {
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

/// More than anybody reads; a loop may raise one for each row.
constexpr std::size_t most_notices = 1000;

void keep_notice(void* notices, const char* message) {
    auto& kept = *static_cast<std::vector<std::string>*>(notices);
    if (kept.size() >= most_notices) return;
    std::string line(message);
    while (line.ends_with('\n')) line.pop_back();
    kept.push_back(one_line(std::move(line)));
}

}  // namespace

bool Client::open(const Keywords& keywords, Watch& watch) {
    std::vector<const char*> names;
    std::vector<const char*> values;
    for (const auto& [name, value] : keywords) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    is_own_ = true;
    connect(names.data(), values.data(), watch);
    if (PQstatus(connection_) != CONNECTION_OK) return false;
    PQsetNoticeProcessor(connection_, keep_notice, &notices_);
    return true;
}

void Client::connect(const char* const* names, const char* const* values, Watch& watch) {
    if (watch.is_set()) {
        connection_ = PQconnectStartParams(names, values, 0);
        if (!has_connect_timeout()) return finish_connecting(watch);
        PQfinish(connection_);
    }
    connection_ = PQconnectdbParams(names, values, 0);
}

bool Client::has_connect_timeout() const {
    const std::unique_ptr<PQconninfoOption, FreeOptions> options(PQconninfo(connection_));
    if (!options) return false;
    for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
        if (std::string_view(option->keyword) == "connect_timeout")
            return option->val != nullptr && std::atoi(option->val) > 0;
    }
    return false;
}

/// As libpq's documentation of PQconnectPoll says.
void Client::finish_connecting(Watch& watch) {
    if (PQstatus(connection_) == CONNECTION_BAD) return;
    watch.start();
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    while (next == PGRES_POLLING_WRITING || next == PGRES_POLLING_READING) {
        const auto wait = next == PGRES_POLLING_WRITING ? wait_to_write : wait_to_read;
        while (!wait(PQsocket(connection_), milliseconds_between_looks)) {
            if (watch.ends_now()) return;
        }
        next = PQconnectPoll(connection_);
    }
}

void Client::close() {
    if (is_own_) PQfinish(connection_);
    connection_ = nullptr;
    is_own_ = false;
}

bool Client::in_transaction() const {
    switch (PQtransactionStatus(connection_)) {
        case PQTRANS_INTRANS:
        case PQTRANS_INERROR:
        case PQTRANS_ACTIVE:
            return true;
        default:
            return false;
    }
}

std::string Client::last_message() const {
    if (connection_ == nullptr) return "out of memory";
    std::string message = PQerrorMessage(connection_);
    while (!message.empty() && (message.back() == '\n' || message.back() == ' ')) {
        message.pop_back();
    }
    return one_line(std::move(message));
}

Result Client::run(const std::string& sql, Watch& watch, std::string_view copied) {
    watch.start();
    if (PQsendQuery(connection_, sql.c_str()) == 0) return Result();
    return receive(watch, copied);
}

Result Client::run(const std::string& sql, std::span<const Value> values, Watch& watch) {
    std::vector<std::string> texts;
    texts.reserve(values.size());
    std::vector<const char*> pointers;
    pointers.reserve(values.size());
    for (const Value& value : values) {
        texts.push_back(value.is_text() ? std::string(value.text())
                                        : std::to_string(value.number()));
        pointers.push_back(texts.back().c_str());
    }
    watch.start();
    if (PQsendQueryParams(connection_, sql.c_str(), static_cast<int>(values.size()), nullptr,
                          pointers.data(), nullptr, nullptr, 0) == 0) {
        return Result();
    }
    return receive(watch, {});
}

Result Client::run(const std::string& sql, std::span<const detail::Value> values, Watch& watch) {
    using detail::ValueKind;
    const std::size_t count = values.size();
    std::vector<std::string> texts(count);
    std::vector<const char*> pointers(count, nullptr);
    std::vector<int> sizes(count, 0);
    std::vector<int> formats(count, 0);
    std::vector<Oid> types(count, 0);
    for (std::size_t i = 0; i < count; ++i) {
        const detail::Value& value = values[i];
        if (value.kind == ValueKind::null) continue;
        if (value.kind == ValueKind::blob) {
            types[i] = bytea_type;
            formats[i] = 1;
            sizes[i] = static_cast<int>(value.size);
            pointers[i] = value.data == nullptr ? "" : value.data;
            continue;
        }
        if (value.kind == ValueKind::integer) texts[i] = std::to_string(value.integer);
        if (value.kind == ValueKind::real) texts[i] = text_of(value.real);
        if (value.kind == ValueKind::text) texts[i].assign(value.data, value.size);
        pointers[i] = texts[i].c_str();
    }
    watch.start();
    if (PQsendQueryParams(connection_, sql.c_str(), static_cast<int>(count), types.data(),
                          pointers.data(), sizes.data(), formats.data(), 0) == 0) {
        return Result();
    }
    return receive(watch, {});
}

/// Up to the end of all answers, as libpq needs it.
Result Client::receive(Watch& watch, std::string_view copied) {
    Result last;
    for (;;) {
        if (watch.is_set()) wait(watch);
        Result result(PQgetResult(connection_));
        if (!result) return last;
        if (result.status() == PGRES_COPY_IN) {
            if (!put(copied)) return Result();
        } else if (result.status() == PGRES_COPY_OUT) {
            // Nobody reads it.
            char* line = nullptr;
            while (PQgetCopyData(connection_, &line, 0) > 0) PQfreemem(line);
        }
        if (!last || !last.is_fault()) last = std::move(result);
        if (is_lost()) {
            while (Result(PQgetResult(connection_))) {
            }
            return last;
        }
    }
}

void Client::wait(Watch& watch) {
    bool is_cancelled = false;
    PQflush(connection_);
    while (PQisBusy(connection_) != 0) {
        if (!is_cancelled && watch.ends_now()) {
            is_cancelled = true;
            cancel();
        }
        wait_to_read(PQsocket(connection_), milliseconds_between_looks);
        if (PQconsumeInput(connection_) == 0) return;
    }
}

bool Client::put(std::string_view copied) {
    constexpr std::size_t piece = std::size_t{1} << 20U;
    while (!copied.empty()) {
        const std::size_t size = std::min(copied.size(), piece);
        if (PQputCopyData(connection_, copied.data(), static_cast<int>(size)) != 1) return false;
        copied.remove_prefix(size);
    }
    return PQputCopyEnd(connection_, nullptr) == 1;
}

/// Where it comes too late, nothing is lost: what was to end is rolled back.
void Client::cancel() {
    const std::unique_ptr<PGcancel, decltype(&PQfreeCancel)> cancel(PQgetCancel(connection_),
                                                                    &PQfreeCancel);
    std::array<char, 256> message{};
    if (cancel) PQcancel(cancel.get(), message.data(), static_cast<int>(message.size()));
}

}  // namespace kiln::postgresql
