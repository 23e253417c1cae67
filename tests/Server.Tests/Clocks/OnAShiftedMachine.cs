using System.Net;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Clocks;

/// <summary>The real process on a machine whose clock is off, with nothing scripted: its neighbour's database tells the time.</summary>
[Keeps("MUST-8")]
public sealed class OnAShiftedMachine
{
    // Less than the machine is off: by its own clock the key would work on, or would be over from the beginning.
    private static readonly TimeSpan Off = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(10);

    // For a machine that stalls.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(8);

    [Fact]
    [Keeps("APIKEY-5"), Keeps("ALWAYS-5")]
    public async Task Keys_end_in_time_behind_and_ahead_and_an_hour_off_nobody_comes_in()
    {
        await using var server = await TestServer.Start(DatabaseKind.Postgres);
        server.Clock.SetTo(TimeProvider.System.GetUtcNow());
        var ben = await CheckingKeys.Somebody(server);
        using var machine = await ShiftedMachine.Start(server, -Off);
        await Eventually.Holds(async () => await machine.Status("/health/ready") == HttpStatusCode.OK);

        var (behind, until) = await Key(server, ben);
        Assert.Equal(HttpStatusCode.OK, await Works(machine, behind));
        await Eventually.Holds(async () => await Works(machine, behind) == HttpStatusCode.Unauthorized);
        Assert.InRange(TimeProvider.System.GetUtcNow() - until, TimeSpan.FromSeconds(-1), Late);

        machine.Ahead(Off);
        var (ahead, _) = await Key(server, ben);
        Assert.Equal(HttpStatusCode.OK, await Works(machine, ahead));

        machine.Ahead(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Works(machine, ahead));
        // One look serves everybody who asks within a second.
        await Eventually.Holds(async () => await machine.Status("/health/ready") == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await machine.Status("/sign-in"));
        machine.Ahead(TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.OK, await machine.Status("/sign-in"));
    }

    private static async Task<(string, DateTimeOffset)> Key(TestServer server, Person person)
    {
        var until = TimeProvider.System.GetUtcNow() + Short;
        var (_, text) = await Keys.Of(server, person, key => key with { ExpiresAt = until });
        return ("ApiKey " + text, until);
    }

    private static Task<HttpStatusCode?> Works(ShiftedMachine machine, string key) => machine.Status("/api/v1/me", key);
}
