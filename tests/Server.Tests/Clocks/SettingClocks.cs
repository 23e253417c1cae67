using Sallyport.Server.Tests.Host;

namespace Sallyport.Server.Tests.Clocks;

/// <summary>Sets the clock by which the house goes, and its node's with it: as one machine that ran ahead, or a database server that did.</summary>
internal static class SettingClocks
{
    /// <param name="server">Whose jobs are stopped: one would ask what time it really is.</param>
    /// <param name="ahead">Of the right time.</param>
    public static void RunAhead(this TestServer server, TimeSpan ahead)
    {
        var right = server.Clock.True.GetUtcNow();
        server.Clock.Step(right + ahead - server.Clock.Now);
        var now = server.Clock.GetTimestamp();
        server.Database.Clock.Learn(now, right + ahead, now);
    }
}
