using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.IsProxy;
using Sallyport.Server.IsProxy;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.IsProxy;

/// <summary>F18: whatever arrives, one line answers it, that connection ends, and the next one is served.</summary>
[Keeps("DOOR-3")]
public sealed class SendingNonsense
{
    public static TheoryData<string, string> Kinds =>
        new()
        {
            { "a megabyte without a line end", new string('a', 1 << 20) },
            { "a megabyte of one line", new string('a', 1 << 20) + "\r\n" },
            { "a megabyte of NUL", new string('\0', 1 << 20) },
            {
                "an HTTP request",
                "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 40\r\n\r\nLOGIN acme/ben secret\r\nIS free.test\r\n"
            },
            { "CR alone", new string('\r', 100) },
            { "telnet", "\u00FF\u00FB\u0001\r\n" },
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_told_so_once_and_the_listener_lives(string kind, string text)
    {
        await using var service = await LineHost.Start();
        using var client = await service.Connect();

        try
        {
            await client.Send(Encoding.Latin1.GetBytes(text));
        }
        catch (IOException)
        {
            Assert.Contains("megabyte", kind, StringComparison.Ordinal);
        }

        Assert.Equal("400 Unknown command", await client.Hear());
        Assert.Null(await client.Hear());
        await IsAlive(service);
    }

    [Fact]
    public async Task A_TLS_hello_in_clear_is_told_so_once()
    {
        await using var service = await LineHost.Start(IsProxyTls.Required);
        using var client = await service.Connect();

        await Assert.ThrowsAnyAsync<Exception>(() => client.Encrypt(service.Certificate.Root));
        await IsAlive(service);
    }

    [Fact]
    public async Task Random_bytes_of_many_clients_leave_nothing_behind()
    {
        await using var service = await LineHost.Start(IsProxyTls.Optional);
        for (var i = 0; i < 200; i++)
        {
            using var client = await service.Connect();
            var bytes = RandomNumberGenerator.GetBytes(1 + i * 20);
            // Every other one talks nonsense where TLS was agreed.
            await client.Send(i % 2 == 0 ? bytes : [.. "STARTTLS\r\n"u8]);
            if (i % 2 == 1)
                await Ignore(async () =>
                {
                    await client.Hear();
                    await client.Send(bytes);
                });
        }

        await IsAlive(service);
        await Eventually.Holds(() => service.Server.Get<IsProxyListener>().Count == 0);
    }

    private static async Task IsAlive(LineHost service)
    {
        using var client = await service.Connect();
        Assert.Equal("400 not authenticated", await client.Ask("IS free.test"));
    }

    private static async Task Ignore(Func<Task> what)
    {
        try
        {
            await what();
        }
        catch (Exception gone) when (gone is IOException or SocketException)
        {
            // The server has ended it.
        }
    }
}
