using System.Diagnostics;
using Sallyport.Core.Common;
using Sallyport.Server.SignIn;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.ForwardAuth;

/// <summary>Somebody who is signed in, and what an application is told of them.</summary>
public sealed record Visitor(SignedIn Person, ForwardIdentity Identity);

/// <summary>
/// Who stands behind the cookie of an application's host. A page of an application asks for its pictures and scripts in the same moment: they are read once. Whoever
/// goes on asking is read anew beside it, and all who are asked for at the same time by one statement.
/// </summary>
public sealed class KnownPeople : IAsyncDisposable
{
    // A database that is silent for longer does not answer: nobody passes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private const int MostTogether = 250;
    private readonly BriefMemory<Question, Visitor?> known;
    private readonly AskTogether<ForwardedCookie, Visitor?> reading;
    private readonly AskTogether<Seen, bool> marking;
    private readonly ReadSession sessions;
    private readonly ILogger<KnownPeople> log;

    public KnownPeople(ReadSession sessions, Database database, TimeProvider clock, ILogger<KnownPeople> log)
    {
        (this.sessions, this.log) = (sessions, log);
        known = new BriefMemory<Question, Visitor?>(database, clock);
        reading = new AskTogether<ForwardedCookie, Visitor?>(Read, MostTogether);
        marking = new AskTogether<Seen, bool>(Mark, MostTogether);
    }

    /// <summary>Null where nobody is signed in. The request in the caller's origin is one that read.</summary>
    /// <exception cref="TimeoutException">The database does not answer.</exception>
    public ValueTask<Visitor?> At(string token, string host, Origin origin, CancellationToken cancel)
    {
        var cookie = new ForwardedCookie(TokenDigest.Of(token), host, origin);
        if (!known.TryFind(Question.Of(cookie), out var visitor, out var isDue))
            return new ValueTask<Visitor?>(reading.Ask(cookie).WaitAsync(cancel));
        if (isDue)
            _ = reading.Ask(cookie);
        return ValueTask.FromResult(visitor);
    }

    public async ValueTask DisposeAsync()
    {
        await reading.DisposeAsync();
        await marking.DisposeAsync();
    }

    private async Task<IReadOnlyList<Visitor?>> Read(IReadOnlyList<ForwardedCookie> cookies, long since)
    {
        var left = Patience - Stopwatch.GetElapsedTime(since);
        var before = known.Now;
        var (people, at) = await sessions.ReadForwarded(cookies).WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        Visitor?[] visitors =
        [
            .. people.Select(person => person is null ? null : new Visitor(person, ForwardIdentity.Of(person))),
        ];
        for (var i = 0; i < cookies.Count; i++)
            known.Keep(Question.Of(cookies[i]), visitors[i], before);
        // Behind the answer: whoever has to wait for others who write makes nobody wait who comes in.
        foreach (var person in people.OfType<SignedIn>().Where(person => ReadSession.IsToTouch(person.Session, at)))
            _ = marking.Ask(new Seen(person.Session.Id, at));
        return visitors;
    }

    private async Task<IReadOnlyList<bool>> Mark(IReadOnlyList<Seen> seen, long since)
    {
        try
        {
            await sessions.Touch(seen.Select(one => one.SessionId), seen.Max(one => one.At));
        }
        // Whatever it is: nobody waits for it. Who is not marked now is the next time.
        catch (Exception fault)
        {
            log.LogWarning("That sessions were seen is not marked yet: {Fault}", fault.Message);
        }
        return new bool[seen.Count];
    }

    private readonly record struct Seen(string SessionId, DateTimeOffset At);

    private readonly record struct Question(string TokenDigest, string Host, string Address)
    {
        public static Question Of(in ForwardedCookie cookie) => new(cookie.TokenDigest, cookie.Host, cookie.Origin.Address);
    }
}
