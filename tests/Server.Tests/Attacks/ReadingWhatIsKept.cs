using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>Every test server is searched when it ends; here it is shown that the search finds what is there.</summary>
public sealed class ReadingWhatIsKept
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-6")]
    public async Task Signing_in_and_recovering_leave_no_secret_behind(DatabaseKind kind)
    {
        var server = await TestServer.Start(kind);
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        var codes = await server.Given.RecoveryCodes(anna);
        await server.Given.SignedIn(anna);
        using var browser = server.Browser("127.0.0.2");
        await server.Given.HalfSignedIn(anna, browser);
        await browser.Enter("/sign-in/recovery", ("code", codes[0]));
        Assert.NotNull(browser.Cookies["sid"]);

        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("482913 was typed", true)]
    [InlineData("at 1482913000", false)]
    [Keeps("ALWAYS-6")]
    public void A_code_is_found_where_it_stands_by_itself(string text, bool isFound)
    {
        var secrets = new Secrets();
        secrets.AddCode("482913");

        Assert.Equal(isFound, secrets.In(text).Any());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-6")]
    public async Task A_secret_that_was_kept_is_found(DatabaseKind kind)
    {
        var server = await TestServer.Start(kind);
        server.Secrets.AddPassword("plum-and-lantern");
        await server.Database.Write(
            Caller.OfSystem("test"),
            tx =>
            {
                tx.Audit(AuditEvent.Of(AuditAction.SignedIn, null, "u1", "typed plum-and-lantern"));
                return Task.CompletedTask;
            }
        );

        var found = await Assert.ThrowsAsync<InvalidOperationException>(async () => await server.DisposeAsync());

        Assert.Contains("a password in the table audit_events", found.Message, StringComparison.Ordinal);
    }
}
