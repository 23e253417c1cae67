using System.Text;
using System.Text.Json;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Common;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.AuthenticatorApps;

public sealed class PublishedCodes
{
    [Fact]
    [Keeps("O-01")]
    public void The_codes_of_RFC_4226_appendix_D_come_out()
    {
        var hotp = Vectors().GetProperty("hotp");
        var key = Encoding.ASCII.GetBytes(Text(hotp, "keyAscii"));

        AssertAll(
            hotp.GetProperty("rows"),
            row => Text(row, "otp6"),
            row => Hotp.Code(key, row.GetProperty("counter").GetInt64(), CodeHash.Sha1, 6)
        );
    }

    [Fact]
    [Keeps("O-05")]
    public void The_codes_of_RFC_6238_appendix_B_come_out()
    {
        var totp = Vectors().GetProperty("totp");
        var keys = totp.GetProperty("keysAscii");

        AssertAll(
            totp.GetProperty("rows"),
            row => Text(row, "otp"),
            row => CodeOf(row, Encoding.ASCII.GetBytes(Text(keys, Text(row, "algorithm").ToLowerInvariant())), Totp.Period)
        );
    }

    [Fact]
    [Keeps("O-05")]
    public void The_steps_of_RFC_6238_appendix_B_come_out() =>
        AssertAll(
            Vectors().GetProperty("totp").GetProperty("rows"),
            row => Text(row, "stepHex"),
            row => $"{Totp.StepAt(Time(row)):X16}"
        );

    [Fact]
    [Keeps("APP-1")]
    public void The_codes_that_oathtool_made_come_out() =>
        AssertAll(
            Vectors().GetProperty("extra"),
            row => Text(row, "otp"),
            row =>
                CodeOf(
                    row,
                    Convert.FromHexString(Text(row, "keyHex")),
                    TimeSpan.FromSeconds(row.GetProperty("period").GetInt32())
                )
        );

    [Fact]
    [Keeps("APP-1")]
    public void The_keys_that_oathtool_wrote_in_base32_are_written_alike() =>
        AssertAll(
            Vectors().GetProperty("extra"),
            row => Text(row, "keyBase32"),
            row => Base32.Encode(Convert.FromHexString(Text(row, "keyHex")))
        );

    private static JsonElement Vectors() => SharedVectors.Read("otp-vectors.json");

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;

    private static DateTimeOffset Time(JsonElement row) =>
        DateTimeOffset.FromUnixTimeSeconds(row.GetProperty("unixTime").GetInt64());

    private static string CodeOf(JsonElement row, byte[] key, TimeSpan period) =>
        Hotp.Code(
            key,
            Totp.StepAt(Time(row), period),
            Words.Parse<CodeHash>(Text(row, "algorithm"))!.Value,
            row.GetProperty("digits").GetInt32()
        );

    private static void AssertAll(JsonElement rows, Func<JsonElement, string> expected, Func<JsonElement, string> actual)
    {
        Assert.NotEmpty(rows.EnumerateArray());
        Assert.Equal(rows.EnumerateArray().Select(expected), rows.EnumerateArray().Select(actual));
    }
}
