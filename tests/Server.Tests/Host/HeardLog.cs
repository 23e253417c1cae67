using Microsoft.Extensions.Logging;

namespace Sallyport.Server.Tests.Host;

/// <summary>A log that a test reads, or one that cannot be written.</summary>
internal sealed class HeardLog<T>(bool isBroken = false) : ILogger<T>
{
    private int warnings;

    public int Warnings => Volatile.Read(ref warnings);

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
        if (isBroken)
            throw new IOException("The log cannot be written.");
        if (logLevel >= LogLevel.Warning)
            Interlocked.Increment(ref warnings);
    }
}
