using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.Tests.Routes;

/// <summary>Who comes to a route.</summary>
public enum Visitor
{
    /// <summary>Without a session.</summary>
    Nobody,

    /// <summary>The password was right, the second factor is awaited.</summary>
    HalfWay,

    /// <summary>Signed in, but must enrol first.</summary>
    MustEnrol,

    /// <summary>A user without permissions over others.</summary>
    Member,

    /// <summary>A user whose role allows to see users, and no more.</summary>
    Looker,
    Administrator,

    /// <summary>An administrator of another account.</summary>
    Stranger,
}

/// <summary>One of each; every request comes with a session of its own, so that a route that ends it does not spoil the next.</summary>
public sealed class Visitors
{
    private readonly TestServer server;
    private readonly Dictionary<Visitor, Person> people = [];

    private Visitors(TestServer server) => this.server = server;

    /// <summary>Whom the ids in addresses mean: a member of the first account.</summary>
    public Person Target { get; private set; } = null!;

    public static async Task<Visitors> Of(TestServer server)
    {
        var visitors = new Visitors(server);
        var company = await server.Given.Account("strict");
        var other = await server.Given.Account("strict");
        visitors.Target = await server.Given.Enrolled(company);
        visitors.people[Visitor.HalfWay] = visitors.Target;
        visitors.people[Visitor.MustEnrol] = await server.Given.User(company);
        visitors.people[Visitor.Member] = await server.Given.Enrolled(company);
        var looks = await server.Given.Role(company, "Looker", Permission.ViewUser);
        visitors.people[Visitor.Looker] = await server.Given.Enrolled(company, looks);
        visitors.people[Visitor.Administrator] = await server.Given.App(company.Administrator);
        visitors.people[Visitor.Stranger] = await server.Given.App(other.Administrator);
        return visitors;
    }

    public async Task<Browser> Come(Visitor visitor)
    {
        var browser = server.Browser();
        var names = server.Get<CookieNames>();
        var token = server.Random.Token();
        if (visitor == Visitor.HalfWay)
            await server.Write(tx => tx.PendingSignIns.Add(Pending(tx, people[visitor], token)));
        else if (visitor != Visitor.Nobody)
            await server.Write(tx => tx.Sessions.Add(Session(tx, people[visitor], token)));
        if (visitor != Visitor.Nobody)
            browser.Cookies[visitor == Visitor.HalfWay ? names.PendingSignIn : names.Session] = token;
        return browser;
    }

    private static PendingSignIn Pending(Transaction tx, Person person, string token) =>
        new()
        {
            Id = tx.Random.Id(),
            TokenDigest = TokenDigest.Of(token),
            UserId = person.User.Id,
            AccountId = person.Account.Id,
            ReturnTo = "/me",
            Host = "localhost",
            CreatedAt = tx.Now,
        };

    private static Session Session(Transaction tx, Person person, string token) =>
        new()
        {
            Id = tx.Random.Id(),
            UserId = person.User.Id,
            AccountId = person.Account.Id,
            TokenDigest = TokenDigest.Of(token),
            CreatedAt = tx.Now,
            LastSeenAt = tx.Now,
            EndsAt = tx.Now.AddHours(1),
            Methods = "pwd",
            ProvedAt = tx.Now,
            Address = "127.0.0.1",
            UserAgent = "",
            Host = "localhost",
        };
}
