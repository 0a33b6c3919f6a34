using System.Globalization;
using Microsoft.Extensions.Logging;

namespace AuditOps.Streams.Tests.Bank;

/// <summary>
/// What the workers' runtime logs, by event, in a file that the parent counts: only what a worker itself says it did is evidence that it happened.
/// </summary>
internal sealed class BankJournal(string path) : ILogger, ILoggerFactory, ILoggerProvider
{
    private readonly Lock _lock = new();

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel < LogLevel.Information)
            return;
        // One line, one write: a kill in between leaves whole lines.
        var line = $"{DateTime.UtcNow:HH:mm:ss.fff} {eventId.Id} {(exception as StreamsException)?.Code.ToString() ?? "-"} {formatter(state, exception)} {exception?.Message}".ReplaceLineEndings(" ") + "\n";
        lock (_lock)
            File.AppendAllText(path, line);
    }

    /// <summary>Lines of every journal in a folder with an event id.</summary>
    public static int Count(string folder, int eventId) =>
        Lines(folder).Count(line => line.Split(' ', 3) is [_, var id, _] && id == eventId.ToString(CultureInfo.InvariantCulture));

    /// <summary>Lines that give one of Kafka's error names as a reason.</summary>
    public static int Count(string folder, params string[] errors) => Lines(folder).Count(line => errors.Any(error => line.Contains(error, StringComparison.Ordinal)));

    private static IEnumerable<string> Lines(string folder) => Directory.GetFiles(folder, "*.journal").SelectMany(ReadShared);

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private static string[] ReadShared(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n');
    }
}
