using System.Globalization;
using Sallyport.Core.SignIn;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

public sealed class GuessingCodesFromManyAddresses
{
    private const int GuessesEach = 10;

    // Every try, refused ones too, waits for the one writer of SQLite and its disk; fewer show the same there.
    private static int SignIns(DatabaseKind kind) => kind == DatabaseKind.Postgres ? 500 : 120;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-7")]
    public async Task Whoever_knows_the_password_gets_a_bounded_number_of_guesses_and_the_owner_still_gets_in(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var crowd = new Crowd(server, await server.Second());
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        using var owner = await server.Given.SignedIn(anna);
        var began = server.Clock.Now;

        for (var i = 0; i < SignIns(kind); i++)
        {
            var attacker = await crowd.Join(anna);
            var answers = await crowd.SubmitAll(attacker, "/sign-in/second-factor", Wrong(server, anna, i));
            crowd.NobodyMetAFault(answers);
            Assert.DoesNotContain(answers, Crowd.IsOpened);
            // As patient as the longest wait asks.
            server.Clock.Advance(ThrottleLimits.Authenticator.LongestDelay);
        }

        var evaluated = await crowd.Events(anna, "second_factor_checked", "refused", "wrong_code");
        Assert.Equal(ThrottleLimits.Authenticator.HardStop, evaluated);
        Assert.True(server.Clock.Now - began > TimeSpan.FromDays(2));
        await crowd.TrailIsWhole(anna);

        // The same browser, whose session has run out meanwhile.
        owner.Cookies["sid"] = null;
        await server.Given.SignIn(owner, anna);
        Assert.NotNull(owner.Cookies["sid"]);
    }

    private static IEnumerable<string> Wrong(TestServer server, Person person, int round)
    {
        var right = Enumerable.Range(-2, 5).Select(step => server.Given.Code(person, step)).ToHashSet(StringComparer.Ordinal);
        return Enumerable
            .Range(round * GuessesEach, GuessesEach + right.Count)
            .Select(n => (n * 7919 % 1_000_000).ToString("D6", CultureInfo.InvariantCulture))
            .Where(code => !right.Contains(code))
            .Take(GuessesEach);
    }
}
