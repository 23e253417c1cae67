using System.Net;
using Sallyport.Server.Tests.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ApiKeys;

[Keeps("APIKEY-5"), Keeps("APIKEY-9")]
public sealed class EndingKeys
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-10"), Keeps("SIGN-14")]
    public async Task Delete_asks_and_deletes_only_who_understands(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (ben, browser) = await MakingKeys.Somebody(server);
        var (key, _) = await Keys.Of(server, ben);

        await browser.Get($"{Keys.Own}?delete={key.Id}");
        Assert.Contains("I understand, delete this API-key", browser.Page.TextsOf("button"));
        Assert.Single(await server.Read(tx => tx.ApiKeys.Of(ben.User.Id)));
        await browser.Enter(("key", key.Id));

        Assert.Contains("is deleted", browser.Page.Banners[0], StringComparison.Ordinal);
        Assert.Empty(await server.Read(tx => tx.ApiKeys.Of(ben.User.Id)));
        Assert.Equal(key.Id, Assert.Single(await Trail.Of(server, ben.Account.Id, "api_key_deleted"))["key"]);
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "apiKeyDeleted");
    }

    [Fact]
    [Keeps("ALWAYS-6")]
    public async Task A_renewed_key_is_shown_once_and_the_old_text_has_its_time()
    {
        await using var server = await TestServer.Start();
        var (ben, browser) = await MakingKeys.Somebody(server);
        var (key, text) = await Keys.Of(server, ben);
        var form = await browser.Fill($"{Keys.Own}?renew={key.Id}", ("overlap", "1"));

        var renewed = Keys.Shown(server, await browser.Send(form));
        var again = await browser.Send(form);

        Assert.NotEqual(text, renewed);
        Assert.Contains("has a new text already", Assert.Single(again.Banners), StringComparison.Ordinal);
        var kept = Assert.Single(await server.Read(tx => tx.ApiKeys.Of(ben.User.Id)));
        Assert.Equal((renewed[^4..], server.Clock.Now.AddHours(1)), (kept.Hint, kept.FormerEndsAt!.Value));
        Assert.Equal(key.Digest, kept.FormerDigest);
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "apiKeyRotated");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("5")]
    [InlineData("0.0")]
    [Keeps("APIKEY-9")]
    public async Task Whoever_chooses_no_overlap_is_asked_again_and_the_text_works_on(string? overlap)
    {
        await using var server = await TestServer.Start();
        var (ben, browser) = await MakingKeys.Somebody(server);
        var (key, _) = await Keys.Of(server, ben);

        await browser.Submit($"{Keys.Own}?renew={key.Id}", ("key", key.Id), ("hint", key.Hint), ("overlap", overlap));

        Assert.Contains("Choose how long", Assert.Single(browser.Page!.Errors), StringComparison.Ordinal);
        Assert.Equal(key.Digest, Assert.Single(await server.Read(tx => tx.ApiKeys.Of(ben.User.Id))).Digest);
        Keys.Shown(server, await browser.Submit(("overlap", "24")));
    }

    [Fact]
    [Keeps("ALWAYS-3"), Keeps("SIGN-13")]
    public async Task With_a_removed_user_go_the_keys_and_with_a_locked_one_they_wait()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var (ben, cleo) = (await server.Given.User(company), await server.Given.User(company));
        await Keys.Of(server, ben);
        await Keys.Of(server, cleo);
        using var browser = await server.Given.SignedIn(company.Administrator);

        await browser.Enter($"/account/users/{ben.User.Id}", ("status", "removed"));
        await browser.Enter($"/account/users/{cleo.User.Id}", ("status", "locked"));

        Assert.Empty(await server.Read(tx => tx.ApiKeys.Of(ben.User.Id)));
        Assert.Single(await server.Read(tx => tx.ApiKeys.Of(cleo.User.Id)));
        Assert.Equal("1", Assert.Single(await Trail.Of(server, company.Account.Id, "user_removed"))["keysDeleted"]);
    }

    [Fact]
    [Keeps("ADMIN-5")]
    public async Task Nobody_deletes_or_renews_a_key_that_is_not_of_the_page_s_user()
    {
        await using var server = await TestServer.Start();
        var (_, browser) = await MakingKeys.Somebody(server);
        var company = await server.Given.Account("hosting");
        var (key, _) = await Keys.Of(server, company.Administrator);
        var token = (await browser.Get(Keys.Own)).Field("__RequestVerificationToken");

        foreach (var handler in (string[])["delete", "renew"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{Keys.Own}?handler={handler}");
            request.Content = new FormUrlEncodedContent(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["__RequestVerificationToken"] = token!,
                    ["key"] = key.Id,
                    ["hint"] = key.Hint,
                    ["overlap"] = "0",
                }
            );
            Assert.Equal(HttpStatusCode.NotFound, (await browser.Send(request)).Status);
        }

        Assert.Equal(key.Digest, Assert.Single(await server.Read(tx => tx.ApiKeys.Of(company.Administrator.User.Id))).Digest);
    }
}
