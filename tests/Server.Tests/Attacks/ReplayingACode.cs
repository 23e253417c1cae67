using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

public sealed class ReplayingACode
{
    private const int AtOnce = 100;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APP-4"), Keeps("ALWAYS-2")]
    public async Task Of_a_hundred_sign_ins_that_bring_one_code_at_once_to_two_nodes_one_opens(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var crowd = new Crowd(server, await server.Second());
        var anna = await server.Given.App((await server.Given.Account()).Administrator);

        var answers = await crowd.SubmitAtOnce(anna, AtOnce, "/sign-in/second-factor", server.Given.Code(anna));

        crowd.NobodyMetAFault(answers);
        Assert.Single(answers, Crowd.IsOpened);
        Assert.Equal(1, await crowd.Events(anna, "signed_in", "success"));
        Assert.Equal(1, await crowd.Events(anna, "second_factor_checked", "success"));
        await crowd.TrailIsWhole(anna);
        await TheFactorStillWorks(server, anna);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APP-4"), Keeps("ALWAYS-2")]
    public async Task Of_a_hundred_submissions_of_one_sign_in_one_opens(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        var crowd = new Crowd(server, second);
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        var browser = await crowd.Join(anna);
        var twins = Enumerable.Range(0, AtOnce).Select(i => browser.Twin(i % 2 == 0 ? null : second.Address)).ToList();

        var answers = await Task.WhenAll(twins.Select(t => crowd.Submit(t, "/sign-in/second-factor", server.Given.Code(anna))));

        crowd.NobodyMetAFault(answers);
        Assert.Single(answers, Crowd.IsOpened);
        twins.ForEach(t => t.Dispose());
        await TheFactorStillWorks(server, anna);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1)]
    [Keeps("APP-4")]
    public async Task A_spent_code_is_refused_in_its_own_step_and_the_ones_beside_it(int steps)
    {
        await using var server = await TestServer.Start();
        var crowd = new Crowd(server, server);
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        // The code of the step that is `steps` away is right at this moment, within the tolerance of one.
        var code = server.Given.Code(anna, steps);
        Assert.True(Crowd.IsOpened(await crowd.Submit(await crowd.Join(anna), "/sign-in/second-factor", code)));

        foreach (
            var spelling in (string[])
                [code, code.Insert(3, " "), " " + code, code.Insert(3, "-"), string.Join(' ', code.ToCharArray())]
        )
            Assert.False(Crowd.IsOpened(await crowd.Submit(await crowd.Join(anna), "/sign-in/second-factor", spelling)));
        server.Given.NextCode();
        Assert.False(Crowd.IsOpened(await crowd.Submit(await crowd.Join(anna), "/sign-in/second-factor", code)));
        Assert.Equal(0, await crowd.Refusals() + await crowd.Events(anna, "attempt_refused", "refused"));
    }

    // Not disabled, not locked: the next code opens.
    private static async Task TheFactorStillWorks(TestServer server, Person person)
    {
        server.Given.NextCode();
        using var browser = await server.Given.SignedIn(person, "127.99.0.1");
        Assert.NotNull(browser.Cookies["sid"]);
    }
}
