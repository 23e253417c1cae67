using Sallyport.Core.SignIn;
using Sallyport.Server.SignIn;
using Sallyport.Server.SignIn.Attempts;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

[Keeps("SIGN-7")]
public sealed class SecondFactorsAtOnce
{
    private const int More = 8;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("RECOV-10")]
    public async Task In_more_tabs_than_there_are_free_tries_right_ones_all_pass(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        server.Get<AttemptLines>().Patience = second.Get<AttemptLines>().Patience = TimeSpan.FromMinutes(2);
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        var codes = await server.Given.RecoveryCodes(anna);
        var crowd = new Crowd(server, second);
        var tabs = new List<Browser>();
        for (var i = 0; i < More; i++)
            tabs.Add(await crowd.Join(anna));

        var answers = await Task.WhenAll(tabs.Select((tab, i) => Submit(crowd, tab, codes[i])));

        Assert.All(answers, answer => Assert.True(Crowd.IsOpened(answer), answer.ToString()));
        Assert.Equal(More, await crowd.Events(anna, "second_factor_checked", "success"));
    }

    // Each code is compared with ten hashes: a machine that stalls is busy, which is no refusal and counts nothing.
    private static async Task<Page> Submit(Crowd crowd, Browser tab, string code)
    {
        Page answer;
        do answer = await crowd.Submit(tab, "/sign-in/recovery", code);
        while (answer.Status == System.Net.HttpStatusCode.ServiceUnavailable);
        return answer;
    }

    [Fact]
    [Keeps("RECOV-1")]
    public async Task A_recovery_code_has_a_counter_of_its_own_only_where_the_factor_s_has_stopped_for_good()
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        var counter = AttemptCounter.OfUser(AttemptKind.SecondFactor, anna.User.Id);
        var guess = new Guess(AttemptKind.SecondFactor, anna.User.Id, "", null) { IsRecoveryCode = true };
        var limits = server.Get<AttemptLimits>();
        for (var i = 0; i < ThrottleLimits.Authenticator.Free; i++)
            Assert.Equal(counter, (await server.Write(tx => limits.Reserve(tx, guess, Turn.First))).CounterId);

        var others = await server.Write(tx => limits.Reserve(tx, guess, Turn.First));
        for (var i = 0; i < ThrottleLimits.Authenticator.HardStop; i++)
        {
            server.Clock.Advance(TimeSpan.FromHours(1));
            await server.Write(tx => tx.Throttles.Reserve(counter, ThrottleLimits.Authenticator, tx.Now));
        }
        var stopped = await server.Write(tx => limits.Reserve(tx, guess, Turn.First));

        Assert.Equal((counter, false), (others.Undecided, others.IsGranted));
        Assert.Equal((AttemptCounter.OfRecovery(anna.User.Id), true), (stopped.CounterId, stopped.IsGranted));
    }
}
