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
    private readonly ReadSession sessions;

    public KnownPeople(ReadSession sessions, Database database, TimeProvider clock)
    {
        this.sessions = sessions;
        known = new BriefMemory<Question, Visitor?>(database, clock);
        reading = new AskTogether<ForwardedCookie, Visitor?>(Read, MostTogether);
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

    public ValueTask DisposeAsync() => reading.DisposeAsync();

    private async Task<IReadOnlyList<Visitor?>> Read(IReadOnlyList<ForwardedCookie> cookies)
    {
        var before = known.Now;
        var people = await sessions.ReadForwarded(cookies, CancellationToken.None).WaitAsync(Patience);
        Visitor?[] visitors =
        [
            .. people.Select(person => person is null ? null : new Visitor(person, ForwardIdentity.Of(person))),
        ];
        for (var i = 0; i < cookies.Count; i++)
            known.Keep(Question.Of(cookies[i]), visitors[i], before);
        return visitors;
    }

    private readonly record struct Question(string TokenDigest, string Host, string Address)
    {
        public static Question Of(in ForwardedCookie cookie) => new(cookie.TokenDigest, cookie.Host, cookie.Origin.Address);
    }
}
