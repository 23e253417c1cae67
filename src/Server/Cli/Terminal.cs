namespace Sallyport.Server.Cli;

/// <summary>What surrounds a run of the command line: the three streams and the environment. Tests bring their own.</summary>
public sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error, Func<string, string?> Environment)
{
    /// <summary>Of all that the environment has.</summary>
    public IReadOnlyCollection<string> Names { get; init; } = [];

    public static Terminal OfProcess() =>
        new(Console.In, Console.Out, Console.Error, System.Environment.GetEnvironmentVariable)
        {
            Names = [.. System.Environment.GetEnvironmentVariables().Keys.Cast<string>()],
        };

    /// <summary>Everything that is piped in, less the one newline that <c>echo</c> adds.</summary>
    public async Task<string> ReadPassword(CancellationToken cancel)
    {
        var typed = await In.ReadToEndAsync(cancel);
        return typed.EndsWith("\r\n", StringComparison.Ordinal) ? typed[..^2]
            : typed.EndsWith('\n') ? typed[..^1]
            : typed;
    }
}
