using System.Buffers;
using System.Text;
using Sallyport.Core.Common;

namespace Sallyport.Storage.Seal;

/// <summary>The keys of one key file, oldest first. Written as text: a line <c>key ID HEX</c> for each; <c>#</c> starts a comment.</summary>
public sealed class KeyRing
{
    public const int IdLength = 8;
    private const int KeyLength = 32;
    private const string Heading = """
        # The keys that seal secrets in Sallyport's database. Without this file they cannot be read again:
        # keep it secret (mode 600), and keep a copy apart from the backups of the database.

        """;

    private readonly (string Id, byte[] Key)[] keys;

    private KeyRing(params (string Id, byte[] Key)[] keys) => this.keys = keys;

    public IReadOnlyList<string> Ids => [.. keys.Select(key => key.Id)];

    /// <summary>The id of the key added last.</summary>
    public string Newest => keys[^1].Id;

    public bool Has(string id) => Find(id) is not null;

    internal byte[]? Find(string id) => keys.FirstOrDefault(key => key.Id == id).Key;

    internal static KeyRing New(RandomSource random) => new(Fresh(random));

    internal KeyRing WithFresh(RandomSource random) => new([.. keys, Fresh(random)]);

    private static (string Id, byte[] Key) Fresh(RandomSource random) => (random.Id()[..IdLength], random.Bytes(KeyLength));

    internal string Write()
    {
        var text = new StringBuilder(Heading);
        foreach (var (id, key) in keys)
            text.Append("key ").Append(id).Append(' ').Append(Convert.ToHexStringLower(key)).Append('\n');
        return text.ToString();
    }

    /// <summary>Null where a line is not understood, an id comes twice or no key is there.</summary>
    internal static KeyRing? Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var parsed = lines.Where(line => line[0] != '#').Select(ParseLine).ToArray();
        if (
            parsed.Length == 0
            || parsed.Any(key => key is null)
            || parsed.DistinctBy(key => key!.Value.Id).Count() < parsed.Length
        )
            return null;
        return new KeyRing([.. parsed.Select(key => key!.Value)]);
    }

    private static (string Id, byte[] Key)? ParseLine(string line)
    {
        if (line.Split(' ') is not ["key", { Length: IdLength } id, var encoded] || !Ascii.IsValid(id))
            return null;
        var key = new byte[KeyLength];
        var outcome = Convert.FromHexString(encoded, key, out _, out var length);
        return outcome == OperationStatus.Done && length == KeyLength ? (id, key) : null;
    }
}
