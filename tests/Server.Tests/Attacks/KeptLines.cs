using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>Keeps every line that a server logs, with what stands behind it.</summary>
internal sealed class KeptLines : ILoggerProvider
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => new Keeper(this);

    public void Dispose() { }

    private sealed class Keeper(KeptLines kept) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => kept.Lines.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
