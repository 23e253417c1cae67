using Sallyport.Core.Common;
using Sallyport.Core.IsProxy;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.IsProxy;

/// <summary>The transcripts, spoken to the rules alone. tests/Server.Tests speaks the same ones over sockets.</summary>
[Keeps("DOOR-3")]
public sealed class SpokenByTheBook
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["key"] = "slp_acme_" + new string('0', 49),
        ["person"] = "acme/ben",
        ["password"] = "plum tuesday  lantern",
    };

    public static IEnumerable<TheoryDataRow<Transcript>> All => Transcript.All.Select(one => new TheoryDataRow<Transcript>(one));

    [Theory]
    [MemberData(nameof(All))]
    public void Each_transcript_is_answered_word_for_word(Transcript transcript)
    {
        var service = new PureHost(Words.Parse<IsProxyTls>(transcript.Tls)!.Value, Names);
        foreach (var line in transcript.Lines.Where(line => line.Mark == '>'))
            service.Hear(Transcript.Bytes(line.Text, Names));

        Assert.Equal(transcript.Lines.Where(line => line.Mark == '<').Select(line => line.Text), service.Said);
        Assert.Equal(transcript.Lines.Any(line => line.Text == "closed"), service.HasEnded);
        Assert.Equal(transcript.Lines.Any(line => line.Text == "exposed"), service.WasExposed);
    }

    private sealed class PureHost(IsProxyTls tls, Dictionary<string, string> names)
    {
        private readonly IsProxyConversation conversation = new(tls);

        public List<string> Said { get; } = [];
        public bool WasExposed { get; private set; }
        public bool HasEnded => conversation.HasEnded;

        public void Hear(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > 0 && !HasEnded)
            {
                var cut = LineCut.Of(bytes);
                Assert.NotEqual(LineCut.Front.Unfinished, cut.Kind);
                Do(
                    conversation.Hear(
                        cut.Kind == LineCut.Front.Foreign
                            ? new IsProxyCommand.Foreign()
                            : IsProxyCommand.Read(bytes[..cut.Length])
                    )
                );
                bytes = bytes[cut.Taken..];
            }
        }

        private void Do(IsProxyStep step)
        {
            if (step is IsProxyStep.Expose)
                WasExposed = true;
            var reply = step switch
            {
                IsProxyStep.Say say => say.Reply,
                IsProxyStep.Encrypt encrypt => encrypt.Reply,
                IsProxyStep.Expose expose => expose.Reply,
                IsProxyStep.CheckKey check => conversation.LogIn(Passes(check.Key)),
                IsProxyStep.CheckPassword check => conversation.LogIn(
                    check.Name == names["person"] && check.Password.RevealText() == names["password"]
                ),
                IsProxyStep.LookUp { Key: { } key } when !Passes(key) => conversation.NotKnown(),
                IsProxyStep.LookUp asked => IsProxyReply.Of(asked.Domain, Registry(asked.Domain.Name), asked.Fields),
                _ => null,
            };
            if (reply is not null)
                Said.Add(reply);
        }

        private bool Passes(Secret key) => !WasExposed && key.RevealText() == names["key"];

        private static Availability Registry(string? name) =>
            name switch
            {
                null => Availability.Invalid,
                "taken.test" => Availability.Taken,
                "broken.test" => Availability.Error,
                _ => Availability.Available,
            };
    }
}
