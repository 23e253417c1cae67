using System.Data.Common;
using Sallyport.Core.Common;
using Sallyport.Server.SignIn;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Budgets;

namespace Sallyport.Server.ForwardAuth;

/// <summary>Somebody who is signed in, and what an application is told of them.</summary>
public sealed record Visitor(SignedIn Person, ForwardIdentity Identity);

/// <summary>
/// Who stands behind the cookie of an application's host. A page of an application asks for its pictures and scripts in the same moment: they are read once. Whoever
/// goes on asking is read anew beside it, and all who are asked for at the same time by one statement.
/// </summary>
public sealed class KnownPeople : IAsyncDisposable
{
    private const int MostTogether = 250;

    // What is read, or marked, in the second that anybody waits.
    private const int LongestQueue = 5_000;
    private readonly BriefMemory<Question, Visitor?> known;
    private readonly AskTogether<ForwardedCookie, Visitor?> reading;
    private readonly AskTogether<Seen, bool> marking;
    private readonly ReadSession sessions;
    private readonly Database database;

    public KnownPeople(ReadSession sessions, Database database, TimeProvider clock)
    {
        (this.sessions, this.database) = (sessions, database);
        known = new BriefMemory<Question, Visitor?>(database, clock);
        reading = new AskTogether<ForwardedCookie, Visitor?>(Read, MostTogether, LongestQueue);
        marking = new AskTogether<Seen, bool>(Mark, MostTogether, LongestQueue);
    }

    /// <summary>Null where nobody is signed in. The request in the caller's origin is one that read.</summary>
    /// <exception cref="DatabaseAwayException">The database does not answer.</exception>
    public ValueTask<Visitor?> At(string token, string host, Origin origin, CancellationToken cancel)
    {
        var cookie = new ForwardedCookie(TokenDigest.Of(token), host, origin);
        if (!known.TryFind(Question.Of(cookie), out var visitor, out var isDue))
            return new ValueTask<Visitor?>(Read(cookie, cancel));
        if (isDue)
            _ = ReadBehind(cookie);
        return ValueTask.FromResult(visitor);
    }

    public async ValueTask DisposeAsync()
    {
        await reading.DisposeAsync();
        await marking.DisposeAsync();
    }

    private async Task<Visitor?> Read(ForwardedCookie cookie, CancellationToken cancel)
    {
        using var budget = database.Allow(DatabaseWork.Check);
        return await budget.Await(reading.Ask(cookie), cancel);
    }

    // Where it fails, whoever asks next reads it himself and is told.
    private async Task ReadBehind(ForwardedCookie cookie)
    {
        try
        {
            await reading.Ask(cookie);
        }
        catch (Exception fault) when (fault is DbException or ObjectDisposedException) { }
    }

    private async Task<IReadOnlyList<Visitor?>> Read(IReadOnlyList<ForwardedCookie> cookies, long since)
    {
        using var budget = database.AllowSince(DatabaseWork.Check, since);
        budget.Know();
        var before = known.Now;
        var (people, at) = await sessions.ReadForwarded(cookies);
        Visitor?[] visitors =
        [
            .. people.Select(person => person is null ? null : new Visitor(person, ForwardIdentity.Of(person))),
        ];
        for (var i = 0; i < cookies.Count; i++)
            known.Keep(Question.Of(cookies[i]), visitors[i], before);
        // Behind the answer: whoever has to wait for others who write makes nobody wait who comes in.
        foreach (var person in people.OfType<SignedIn>().Where(person => ReadSession.IsToTouch(person.Session, at)))
            _ = MarkBehind(new Seen(person.Session.Id, at));
        return visitors;
    }

    // Nobody waits for it. Who is not marked now is the next time.
    private async Task MarkBehind(Seen seen)
    {
        try
        {
            await marking.Ask(seen);
        }
        catch (Exception fault) when (fault is DbException or ObjectDisposedException) { }
    }

    private async Task<IReadOnlyList<bool>> Mark(IReadOnlyList<Seen> seen, long since)
    {
        await sessions.Touch(seen.Select(one => one.SessionId), seen.Max(one => one.At));
        return new bool[seen.Count];
    }

    private readonly record struct Seen(string SessionId, DateTimeOffset At);

    private readonly record struct Question(string TokenDigest, string Host, string Address)
    {
        public static Question Of(in ForwardedCookie cookie) => new(cookie.TokenDigest, cookie.Host, cookie.Origin.Address);
    }
}
