using Sallyport.Core.Accounts;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.Accounts;

public sealed class PasswordRuleTests
{
    private static readonly PasswordOwner WithMfa = new(
        true,
        "ben.miller",
        "b.miller@mail.acme.example",
        "acme",
        "Acme Telephony Ltd"
    );
    private static readonly PasswordOwner Alone = WithMfa with { MfaIsRequired = false };
    private readonly PasswordRule rule = new(canonical => canonical is "iloveyou" or "é-longer-than-15");

    [Theory]
    [InlineData("q7!zkpw", false)]
    [InlineData("q7!zkpwx", true)]
    [Keeps("V6.2.1")]
    [Keeps("N-08")]
    public void Seven_are_too_short_and_eight_enough_beside_mfa(string password, bool enough) =>
        Expect(enough ? new PasswordVerdict.Accepted() : new PasswordVerdict.TooShort(8), password, WithMfa);

    [Theory]
    [InlineData("q7!zkpwxq7!zkp", false)]
    [InlineData("q7!zkpwxq7!zkpw", true)]
    [Keeps("V6.2.1")]
    [Keeps("N-08")]
    public void Fourteen_are_too_short_and_fifteen_enough_alone(string password, bool enough) =>
        Expect(enough ? new PasswordVerdict.Accepted() : new PasswordVerdict.TooShort(15), password, Alone);

    [Fact]
    [Keeps("N-08")]
    public void Code_points_are_counted_not_bytes_or_surrogates()
    {
        Expect(new PasswordVerdict.TooShort(8), Repeat("🗝", 7), WithMfa);
        Expect(new PasswordVerdict.Accepted(), Repeat("🗝", 8), WithMfa);
    }

    [Fact]
    [Keeps("N-08")]
    public void A_composed_letter_counts_as_one() => Expect(new PasswordVerdict.TooShort(8), Repeat("e\u0301", 7), WithMfa);

    [Fact]
    [Keeps("V6.2.9")]
    public void Up_to_256_are_accepted_and_more_refused()
    {
        Expect(new PasswordVerdict.Accepted(), Repeat("🗝", 256), Alone);
        Expect(new PasswordVerdict.Accepted(), Repeat("e\u0301", 256), Alone);
        Expect(new PasswordVerdict.TooLong(256), Repeat("🗝", 257), Alone);
    }

    [Theory]
    [InlineData("aqzwsxedcrfvtgbyhn")]
    [InlineData("AQZWSXEDCRFVTGBYHN")]
    [InlineData("849302716584930271")]
    [InlineData("correct horse battery staple")]
    [InlineData("!!!!!!!!!!!!!!!!!!!!")]
    [InlineData("                    ")]
    [InlineData("🗝🚪🏰🛡⚔🗝🚪🏰🛡⚔🗝🚪🏰🛡⚔")]
    [InlineData("Ἑλλάδος καὶ βαρβάρων")]
    [Keeps("V6.2.5")]
    public void Nothing_is_asked_of_the_composition(string password) => Expect(new PasswordVerdict.Accepted(), password, Alone);

    [Theory]
    [InlineData("iloveyou")]
    [InlineData("ILoveYou")]
    [Keeps("V6.2.4")]
    [Keeps("N-09")]
    public void What_the_list_has_is_refused_in_any_case(string password) =>
        Expect(new PasswordVerdict.Common(), password, WithMfa);

    [Fact]
    [Keeps("N-08")]
    public void The_list_is_asked_in_composed_form() => Expect(new PasswordVerdict.Common(), "E\u0301-longer-than-15", Alone);

    [Theory]
    [InlineData("Sallyport")]
    [InlineData("sally-port")]
    [InlineData("SallyportSallyport")]
    [InlineData("ben.miller")]
    [InlineData("BenMiller")]
    [InlineData("b.miller@mail.acme.example")]
    [InlineData("mail.acme.example")]
    [InlineData("acme acme acme")]
    [InlineData("Acme-Sallyport")]
    [InlineData("Telephony")]
    [InlineData("AcmeTelephonyLtd!")]
    [Keeps("V6.1.2")]
    public void Names_that_anybody_would_try_are_refused(string password) =>
        Expect(new PasswordVerdict.OnlyNames(), password, WithMfa);

    [Theory]
    [InlineData("acme has 4 doors")]
    [InlineData("sallyports")]
    [InlineData("benmillerwashere")]
    public void A_name_within_something_else_is_accepted(string password) =>
        Expect(new PasswordVerdict.Accepted(), password, WithMfa);

    [Fact]
    public void Empty_names_refuse_nothing() =>
        Expect(new PasswordVerdict.Accepted(), "q7!zkpwxq7", new PasswordOwner(true, "", "", "", ""));

    [Theory]
    [InlineData('\ud800')]
    [InlineData('\udc00')]
    [InlineData('\ufffe')]
    [InlineData('\uffff')]
    public void Half_a_character_and_none_is_judged_and_does_no_harm(char sign) =>
        Expect(new PasswordVerdict.Accepted(), $"q7!zkpwx{sign}q7!zkpwx", WithMfa);

    private void Expect(PasswordVerdict verdict, string password, PasswordOwner owner) =>
        Assert.Equal(verdict, rule.Judge(password, owner));

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
