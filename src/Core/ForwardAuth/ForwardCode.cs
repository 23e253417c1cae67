using Sallyport.Core.Common;

namespace Sallyport.Core.ForwardAuth;

/// <summary>Carries a session from Sallyport's host to an application's: once, within seconds, and only in the browser that began there.</summary>
public sealed record ForwardCode
{
    /// <summary>It travels in an address: long enough for a slow redirect, too short for a log to be read.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromSeconds(30);

    public required string Digest { get; init; }
    public required string SessionId { get; init; }
    public required string Host { get; init; }

    /// <summary>Of the cookie that the browser got on the application's host. Without it, somebody else's code could sign a person in as somebody else.</summary>
    public required string StarterDigest { get; init; }

    /// <summary>The whole address, checked when the code was made.</summary>
    public required string ReturnTo { get; init; }
    public required DateTimeOffset EndsAt { get; init; }

    public bool IsFor(string host, string starterDigest, DateTimeOffset now) =>
        Host == host && StarterDigest == starterDigest && now < EndsAt && !StoredTime.IsWrong(EndsAt - Life, now);
}
