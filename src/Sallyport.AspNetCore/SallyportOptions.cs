using Microsoft.AspNetCore.Authentication;

namespace Sallyport.AspNetCore;

/// <summary>Whom to ask about keys, and for how long an answer holds.</summary>
public sealed class SallyportOptions : AuthenticationSchemeOptions
{
    // A deleted key opens nothing within a second on every node of the server: whoever remembers longer undoes that.
    private static readonly TimeSpan LongestMemory = TimeSpan.FromSeconds(10);

    /// <summary>The public address of the Sallyport server. By https, unless it is on this machine.</summary>
    public Uri? Server { get; set; }

    /// <summary>What a key must open: <c>API</c>, or a name that the operator of the server has defined.</summary>
    public string Access { get; set; } = "API";

    /// <summary>What the key's user must be allowed, such as <c>VIEW_USER</c>; null: nothing in particular.</summary>
    public string? Permission { get; set; }

    /// <summary>The handle of the account whose keys get in; null: those of every account of the server, and the application tells them apart by <see cref="SallyportDefaults.AccountClaim"/>.</summary>
    public string? Account { get; set; }

    /// <summary>For how long an answer holds, counted from the question: one second. At most ten; zero asks each time.</summary>
    public TimeSpan RememberFor { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the server may take. Whoever gets no answer in time is let in nowhere (503).</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How many answers are remembered at once.</summary>
    public int MostRemembered { get; set; } = 10_000;

    /// <inheritdoc />
    public override void Validate()
    {
        base.Validate();
        if (Server is not { IsAbsoluteUri: true } || (Server.Scheme != Uri.UriSchemeHttps && !Server.IsLoopback))
            throw new InvalidOperationException(
                $"{nameof(Server)} must be the https address of a Sallyport server (http on this machine alone), and not: {Server?.ToString() ?? "nothing"}"
            );
        if (RememberFor < TimeSpan.Zero || RememberFor > LongestMemory)
            throw new InvalidOperationException(
                $"{nameof(RememberFor)} must be between zero and {LongestMemory.TotalSeconds} seconds."
            );
    }
}
