using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sallyport.Core.Common;

/// <summary>Something that must not be seen: prints "(secret)", cannot be serialised, and owns the one fixed-time comparison.</summary>
[JsonConverter(typeof(NeverSerialised))]
public sealed class Secret
{
    private readonly byte[] value;

    public Secret(ReadOnlySpan<byte> value) => this.value = value.ToArray();

    public Secret(string text)
        : this(Encoding.UTF8.GetBytes(text)) { }

    /// <summary>The bytes themselves. Call it where they are used, and nowhere else.</summary>
    public ReadOnlySpan<byte> Reveal() => value;

    /// <summary>The bytes as UTF-8 text.</summary>
    public string RevealText() => Encoding.UTF8.GetString(value);

    /// <summary>Whether both hold the same bytes, in a time that depends on the length alone.</summary>
    public bool Matches(Secret other) => CryptographicOperations.FixedTimeEquals(value, other.value);

    public override string ToString() => "(secret)";

    private sealed class NeverSerialised : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret is not read from JSON.");

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret is not written to JSON.");
    }
}
