using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;

namespace Sallyport.Core.SignIn;

/// <summary>A browser that is signed in, or a program with a session.</summary>
public sealed class Session
{
    /// <summary>Of a program's session: it cannot show a page that asks again, and its token lies in a program's memory.</summary>
    public static readonly TimeSpan LifeForPrograms = TimeSpan.FromMinutes(30);

    /// <summary>Before any proof that could be fresh.</summary>
    public static readonly DateTimeOffset NotProved = DateTimeOffset.UnixEpoch;

    public required string Id { get; init; }
    public required string UserId { get; init; }
    public required string AccountId { get; init; }
    public required string TokenDigest { get; init; }

    /// <summary>Portal: a browser's, by cookie. Api: a program's, by bearer token. Neither opens what is the other's.</summary>
    public Door Door { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>The absolute end, whatever the activity.</summary>
    public required DateTimeOffset EndsAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>By what the person signed in, and a security key that was given later, as in RFC 8176: <c>pwd</c>, <c>pwd otp</c>; a recovery code and a trusted browser, which have no registered words, are <c>recovery</c> and <c>trusted</c>.</summary>
    public required string Methods { get; init; }

    /// <summary>When a factor, or without one the password, was last given; <see cref="NotProved"/> where the person has a factor and did not give it.</summary>
    public required DateTimeOffset ProvedAt { get; init; }
    public required string Address { get; init; }
    public required string UserAgent { get; init; }

    /// <summary>The host name by which the person came; sign-out returns there.</summary>
    public required string Host { get; init; }
    public string? BrowserId { get; init; }
    public SessionEnrolment Enrolment { get; init; }

    public bool IsByKey => SignInMethods.ResistPhishing(Methods);

    public bool IsAlive(TimeSpan idle, DateTimeOffset now) => EndedAt is null && !IsOver(idle, now);

    /// <summary>By time: nobody has ended it. One that was opened or seen by a clock that ran ahead is over too, because it would live until that time has come.</summary>
    public bool IsOver(TimeSpan idle, DateTimeOffset now) =>
        now >= EndsAt || now - LastSeenAt >= idle || StoredTime.IsWrong(CreatedAt, now) || StoredTime.IsWrong(LastSeenAt, now);
}
