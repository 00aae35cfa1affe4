#include "window.hpp"

#include <photos/migrations.hpp>

#include <kiln/migrator.hpp>
#include <kiln/qt.hpp>

#include <QtCore/QCoreApplication>
#include <QtCore/QMetaObject>
#include <QtWidgets/QLabel>
#include <QtWidgets/QProgressBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QVBoxLayout>

#include <cstdio>
#include <exception>
#include <functional>
#include <utility>

Window::Window(QString file)
    : file_(std::move(file)),
      step_(new QLabel("Opening the photos", this)),
      bar_(new QProgressBar(this)),
      cancel_(new QPushButton("Cancel", this)) {
    setWindowTitle("Photos");
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(step_);
    layout->addWidget(bar_);
    layout->addWidget(cancel_, 0, Qt::AlignRight);
    connect(cancel_, &QPushButton::clicked, this, [this] {
        cancel_->setEnabled(false);
        cancelled_.asked = true;
    });
}

Window::~Window() {
    cancelled_.asked = true;
    if (worker_.joinable()) worker_.join();
}

void Window::start() {
    worker_ = std::thread([this] { migrate(); });
}

// A QSqlDatabase is for the thread that opened it: so the thread has one of its own.
void Window::migrate() {
    const auto in_window = [this](std::function<void()> call) {
        QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
    };
    QString message = "The photos are up to date.";
    try {
        QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "migration");
        database.setDatabaseName(file_);
        database.open();

        kiln::Options options;
        options.stop = std::ref(cancelled_);
        options.progress = [&](const kiln::Progress& progress) {
            const QString text = QString::fromStdString(std::string(progress.step.message));
            const int index = static_cast<int>(progress.index);
            const int count = static_cast<int>(progress.count);
            if (progress.event == kiln::Progress::Event::started)
                in_window([=, this] { show_step(text, index, count); });
            if (progress.event == kiln::Progress::Event::running)
                in_window([this] { show_long_statement(); });
        };
        kiln::Migrator migrator(kiln::sqlite_connection(database), photos::migrations(), options);
        migrator.upgrade();
    } catch (const kiln::Error& error) {
        message = QString::fromUtf8(error.what());
    }
    QSqlDatabase::removeDatabase("migration");
    in_window([=, this] { end(message); });
}

void Window::show_step(const QString& message, int index, int count) {
    step_->setText(QString("Step %1 of %2: %3").arg(index + 1).arg(count).arg(message));
    bar_->setRange(0, count);
    bar_->setValue(index);
}

void Window::show_long_statement() {
    if (screenshot_.isEmpty()) return;
    grab().save(std::exchange(screenshot_, {}));
    cancel_->click();
}

void Window::end(const QString& message) {
    bar_->setValue(bar_->maximum());
    std::printf("%s\n", qPrintable(message));
    QCoreApplication::quit();
}
