using System.Text.Json;
using Sallyport.Core.Accounts;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.Accounts;

/// <summary>No look-alike makes a second "same" user.</summary>
[Keeps("SIGN-1")]
public sealed class NamesThatAreOne
{
    [Fact]
    public void Spellings_of_one_name_are_one_or_both_are_refused()
    {
        foreach (var row in Rows("shouldBeSameAccount_orBothRejected"))
            Assert.True(Login(row, "a") == Login(row, "b"), Name(row));
    }

    [Fact]
    public void Names_that_only_look_alike_are_never_one()
    {
        foreach (var row in Rows("confusables_mustNotBeSameAccount_considerReject"))
            Assert.True(Login(row, "a") is null || Login(row, "a") != Login(row, "b"), Name(row));
    }

    [Fact]
    public void Letters_of_other_alphabets_are_refused()
    {
        foreach (var row in Rows("confusables_mustNotBeSameAccount_considerReject"))
            if (!row.GetProperty("a").GetString()!.All(char.IsAscii))
                Assert.True(Login(row, "a") is null, Name(row));
    }

    [Fact]
    public void What_hides_breaks_or_bursts_a_name_is_refused_in_logins_and_addresses()
    {
        foreach (var row in Rows("mustBeRejected"))
        {
            var value = row.GetProperty("value").GetString()!;
            var text = value == "a*100000" ? new string('a', 100_000) : value;
            Assert.True(CanonicalName.Login(text) is null, Name(row));
            Assert.True(CanonicalName.Email("ben@acme.test" + text) is null || text.Length == 0 || text == "..", Name(row));
            Assert.True(CanonicalName.Email(text + "@") is null, Name(row));
        }
    }

    [Theory]
    [InlineData("Ben@ACME.Test", "ben@acme.test")]
    [InlineData("b.miller+x@mail.acme.test", "b.miller+x@mail.acme.test")]
    [InlineData("ben@acme", "ben@acme")]
    [InlineData("ben", null)]
    [InlineData("@acme.test", null)]
    [InlineData("ben@", null)]
    [InlineData("ben@-acme.test", null)]
    [InlineData("b..n@acme.test", null)]
    [InlineData("ben@acme@test", null)]
    [InlineData(" ben@acme.test", null)]
    public void Addresses_are_folded_and_nonsense_is_none(string typed, string? expected) =>
        Assert.Equal(expected, CanonicalName.Email(typed));

    private static IEnumerable<JsonElement> Rows(string group) =>
        SharedVectors.Read("identity-strings.json").GetProperty(group).EnumerateArray();

    private static string? Login(JsonElement row, string side) => CanonicalName.Login(row.GetProperty(side).GetString()!);

    private static string Name(JsonElement row) => row.GetProperty("name").GetString()!;
}
