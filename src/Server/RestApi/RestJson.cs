using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sallyport.Server.RestApi;

/// <summary>How JSON is written and read here: camelCase, exact names, times in UTC, nothing unknown and nothing twice (ASVS 1.5.2, 15.3.3).</summary>
public static class RestJson
{
    public static readonly JsonSerializerOptions Options = Ready();

    // Complete before anybody asks them what a type looks like: the first request may do so.
    private static JsonSerializerOptions Ready()
    {
        var options = Set(new JsonSerializerOptions(JsonSerializerDefaults.Web));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    public static JsonSerializerOptions Set(JsonSerializerOptions options)
    {
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        // Answers are never drawn as HTML; names stay readable.
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new UtcTimes());
        return options;
    }

    private sealed class UtcTimes : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            // Without an offset it would be a time of the server's zone, and a day alone would end as it begins.
            reader.GetDateTime().Kind == DateTimeKind.Unspecified
                ? throw new JsonException("A time says its offset.")
                : reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }
}
