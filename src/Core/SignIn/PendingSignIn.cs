using Sallyport.Core.Common;

namespace Sallyport.Core.SignIn;

/// <summary>A sign-in whose password was right and whose second factor is awaited. It opens nothing.</summary>
public sealed class PendingSignIn
{
    /// <summary>How long the second page waits.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    /// <summary>Wrong second factors after which it ends and the password is asked again.</summary>
    public const int MostFailures = 5;

    public required string Id { get; init; }
    public required string TokenDigest { get; init; }
    public required string UserId { get; init; }
    public required string AccountId { get; init; }
    public required string ReturnTo { get; init; }
    public required string Host { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public int Failures { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    public bool IsOpen(DateTimeOffset now) => EndedAt is null && Failures < MostFailures && !IsOver(now);

    /// <summary>By time: nobody has ended it.</summary>
    public bool IsOver(DateTimeOffset now) => now - CreatedAt >= Life || StoredTime.IsWrong(CreatedAt, now);
}
