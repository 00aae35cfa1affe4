// desktop FILE [SCREENSHOT.png]: migrates the file; with a second argument it is cancelled in the
// middle. desktop, without arguments: what kiln::sqlite_connection() says of other connections.

#include "window.hpp"

#include <kiln/qt.hpp>

#include <QtSql/QSqlResult>
#include <QtWidgets/QApplication>

#include <cstdio>

namespace {

/// Open, and no SQLite's.
class OtherDriver : public QSqlDriver {
public:
    bool hasFeature(DriverFeature /*feature*/) const override { return false; }
    bool open(const QString& /*database*/, const QString& /*user*/, const QString& /*password*/,
              const QString& /*host*/, int /*port*/, const QString& /*options*/) override {
        setOpen(true);
        return true;
    }
    void close() override { setOpen(false); }
    QSqlResult* createResult() const override { return nullptr; }
    QVariant handle() const override { return QVariant(7); }
};

void show_refused(const QSqlDatabase& database) {
    const kiln::Result<sqlite3*> result = kiln::try_sqlite_connection(database);
    std::printf("%s\n", result ? "nothing to refuse" : result.error().what());
}

void show_what_is_refused() {
    show_refused({});
    QSqlDatabase closed = QSqlDatabase::addDatabase("QSQLITE", "closed");
    show_refused(closed);
    QSqlDatabase other = QSqlDatabase::addDatabase(new OtherDriver, "other");
    other.open();
    show_refused(other);
    closed.setDatabaseName(":memory:");
    closed.open();
    show_refused(closed);
}

}  // namespace

int main(int argc, char** argv) {
    const QApplication application(argc, argv);
    if (argc < 2) {
        show_what_is_refused();
        return 0;
    }
    Window window(argv[1]);
    if (argc > 2) window.cancel_in_the_middle(argv[2]);
    window.show();
    window.start();
    return QApplication::exec();
}
