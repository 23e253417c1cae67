using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Sallyport.Server.Tests.Host;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>Keeps every line that a server logs, with what stands behind it.</summary>
internal sealed class KeptLines : ILoggerProvider
{
    public ConcurrentQueue<string> Lines { get; } = [];

    /// <summary>The warnings among them, and what is worse.</summary>
    public ConcurrentQueue<string> Warnings { get; } = [];

    /// <summary>From now on.</summary>
    public static KeptLines Of(TestServer server)
    {
        var kept = new KeptLines();
        server.Get<ILoggerFactory>().AddProvider(kept);
        return kept;
    }

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
        )
        {
            var line = $"{formatter(state, exception)} {exception}";
            kept.Lines.Enqueue(line);
            if (logLevel >= LogLevel.Warning)
                kept.Warnings.Enqueue(line);
        }
    }
}
