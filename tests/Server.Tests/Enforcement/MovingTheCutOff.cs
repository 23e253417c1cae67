using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Enforcement;

/// <summary>An operator who moves the cut-off decides for many accounts at once, and for nobody's past.</summary>
[Keeps("MUST-1"), Keeps("MUST-3"), Keeps("APIKEY-6")]
public sealed class MovingTheCutOff
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Accounts_that_it_reaches_are_required_since_then_and_those_that_it_leaves_no_longer(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await server.StopJobs();
        var made = server.Clock.Now;
        await Move(server, made.AddDays(1));
        var advised = await Account(server, Requirement.Advised);
        var off = await Account(server, Requirement.Off);
        var (ben, cleo) = (await server.Given.User(advised), await server.Given.User(off));
        server.Clock.Advance(TimeSpan.FromHours(3));
        using var running = await server.Given.SignedIn(ben);
        server.Clock.Advance(TimeSpan.FromMinutes(5));

        await Move(server, made.AddDays(-1));

        var demand = (await server.Given.State(ben)).Demand;
        Assert.Equal((DemandedBy.Installation, server.Clock.Now), (demand.By, demand.Since));
        Assert.Null(demand.GraceEndsAt);
        Assert.False((await server.Given.State(cleo)).Demand.IsRequired);
        // The account's requirement takes effect at the next sign-in.
        Assert.Equal("/me", (await running.Visit("/me")).Path);
        using var next = server.Browser();
        Assert.Equal("/enrol", (await server.Given.SignIn(next, ben)).Path);
        Assert.Equal("/enrol", (await next.Visit("/me")).Path);

        await Move(server, made.AddDays(1));

        Assert.False((await server.Given.State(ben)).Demand.IsRequired);
        Assert.NotNull((await server.Given.State(ben)).PasswordEndedAt);
        Assert.Null((await server.Given.State(cleo)).PasswordEndedAt);
        Assert.Null((await server.Read(tx => tx.Policies.Of(advised.Account.Id))).RequiredSince);
    }

    private static Task<Company> Account(TestServer server, Requirement requirement) =>
        server.Given.Account(
            "console",
            policy =>
                policy with
                {
                    Requirement = requirement,
                    Bites = Bites.NextSignIn,
                    GraceDays = 9,
                    PasswordOnApi = PasswordOnApi.UntilKeyOrMfa,
                }
        );

    private static async Task Move(TestServer server, DateTimeOffset cutOff) =>
        Assert.IsType<ChangedInstallation.Done>(
            await server
                .Get<ChangeInstallation>()
                .Change(Caller.OfCommandLine("test"), rule => rule with { CutOff = cutOff }, null, CancellationToken.None)
        );
}
