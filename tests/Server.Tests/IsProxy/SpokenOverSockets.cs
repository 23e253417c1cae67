using System.Net;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.IsProxy;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.IsProxy;

/// <summary>The transcripts of tests/Core.Tests, spoken to the real service.</summary>
[Keeps("DOOR-3")]
public sealed class SpokenOverSockets
{
    public static IEnumerable<TheoryDataRow<Transcript>> All => Transcript.All.Select(one => new TheoryDataRow<Transcript>(one));

    [Theory]
    [MemberData(nameof(All))]
    public async Task Each_transcript_is_answered_word_for_word(Transcript transcript)
    {
        await using var service = await LineHost.Start(Words.Parse<IsProxyTls>(transcript.Tls)!.Value);
        var names = await Names(service);
        using var client = await service.Connect();

        foreach (var line in transcript.Lines)
            switch (line)
            {
                case { Mark: '>' }:
                    await client.Send(Transcript.Bytes(line.Text, names));
                    break;
                case { Mark: '<' }:
                    Assert.Equal(line.Text, await client.Hear());
                    if (line.Text == IsProxyReply.Encrypting)
                        (await client.Encrypt(service.Certificate.Root)).Dispose();
                    break;
                case { Text: "closed" }:
                    Assert.Null(await client.Hear());
                    break;
                case { Text: "exposed" }:
                    Assert.Empty(await service.Server.Read(tx => tx.ApiKeys.Of(service.Person.User.Id)));
                    await IsForgotten(service, names["key"]);
                    break;
            }
        if (!transcript.Lines.Any(line => line.Text == "closed"))
            Assert.True(await client.IsSilent());
    }

    // What was killed opens nothing within a second, on this node as on any other.
    private static async Task IsForgotten(LineHost service, string key)
    {
        var question = new KeyQuestion(Door.IsProxy, KeyAccess.IsProxy, Permission: null, IPAddress.Loopback);
        await Eventually.Holds(async () => !(await CheckingKeys.Check(service.Server, key, question)).HasPassed);
    }

    private static async Task<Dictionary<string, string>> Names(LineHost service) =>
        new(StringComparer.Ordinal)
        {
            ["key"] = await service.Key(),
            ["person"] = $"{service.Person.Account.Handle}/{service.Person.User.Login}",
            ["password"] = service.Person.Password,
        };
}
