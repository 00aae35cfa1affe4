#pragma once

#include <QtCore/QString>
#include <QtWidgets/QWidget>

#include <atomic>
#include <thread>

class QLabel;
class QProgressBar;
class QPushButton;

/// Migrates a database in a thread, shows how far it is, and cancels.
class Window : public QWidget {
public:
    explicit Window(QString file);
    ~Window() override;

    /// Saves what it looks like, and then presses Cancel, as soon as a statement takes its time.
    void cancel_in_the_middle(QString screenshot) { screenshot_ = std::move(screenshot); }
    void start();

private:
    /// What a std::stop_token is, which Apple's standard library lacks.
    struct Cancelled {
        std::atomic<bool> asked = false;
        bool stop_requested() const { return asked; }
    };

    void migrate();  // in the thread
    void show_step(const QString& message, int index, int count);
    void show_long_statement();
    void end(const QString& message);

    QString file_;
    QString screenshot_;
    QLabel* step_;
    QProgressBar* bar_;
    QPushButton* cancel_;
    Cancelled cancelled_;
    std::thread worker_;
};
