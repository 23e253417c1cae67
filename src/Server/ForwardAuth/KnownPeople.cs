using Sallyport.Core.Common;
using Sallyport.Server.SignIn;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.ForwardAuth;

/// <summary>Who stands behind the cookie of an application's host. A page of an application asks for its pictures and scripts in the same moment: one of them reads.</summary>
public sealed class KnownPeople(ReadSession sessions, Database database, TimeProvider clock)
{
    private readonly BriefMemory<Question, SignedIn?> known = new(database, clock);

    /// <summary>Null where nobody is signed in. The request in the caller's origin is the one that read.</summary>
    public async ValueTask<SignedIn?> At(string token, string host, Origin origin, CancellationToken cancel)
    {
        var question = new Question(TokenDigest.Of(token), host, origin.Address);
        if (known.TryFind(question, out var person))
            return person;
        var before = known.Now;
        person = await sessions.ReadForwarded(token, host, origin, cancel);
        known.Keep(question, person, before);
        return person;
    }

    private readonly record struct Question(string TokenDigest, string Host, string Address);
}
