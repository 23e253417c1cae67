using Sallyport.Core.Common;
using Sallyport.Server.Accounts.Applications;
using Sallyport.Server.Accounts.HostNames;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts;

/// <summary>A race: on two nodes, one account gets a host as its application while another one gets it as its host name.</summary>
public sealed class GivingAHostTwiceAtOnce
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-1"), Keeps("SIGN-8")]
    public async Task It_becomes_one_or_the_other(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        var (acme, other) = (await server.Given.Account(), await server.Given.Account());
        var (caller, cancel) = (Caller.OfCommandLine("test"), TestContext.Current.CancellationToken);
        using var begin = new Barrier(2);
        for (var round = 0; round < 20; round++)
        {
            var host = $"h{round}.acme.test";

            var application = Task.Run(
                () =>
                {
                    begin.SignalAndWait(cancel);
                    return server.Get<AddApplication>().Add(caller, acme.Account.Id, host, asked: null, cancel);
                },
                cancel
            );
            var name = Task.Run(
                () =>
                {
                    begin.SignalAndWait(cancel);
                    return second.Get<AddHostName>().Add(caller, other.Account.Id, host, asked: null, cancel);
                },
                cancel
            );

            switch (await application, await name)
            {
                case (AddedApplication.Done, AddedHostName.OfApplication):
                case (AddedApplication.SallyportsOwn, AddedHostName.Done):
                    break;
                case var both:
                    Assert.Fail($"{host}: {both}");
                    break;
            }
        }
    }
}
