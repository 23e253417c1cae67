using System.Text;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.SignIn;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.SignIn;

[Keeps("APIKEY-11")]
public sealed class PresentingCredentials
{
    private const string Key = "slp_acme_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm";
    private const string Token = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-_";

    [Theory]
    [InlineData("ApiKey " + Key)]
    [InlineData("apikey   " + Key)]
    [InlineData("Bearer " + Key)]
    [InlineData("BEARER " + ApiKeyText.UriScheme + Key)]
    [InlineData("ApiKey " + Token)]
    [InlineData("Bearer neither")]
    public void A_key_or_what_stands_in_its_place(string header)
    {
        var key = Assert.IsType<PresentedCredential.Key>(Read(header));

        Assert.Equal(header.Split(' ')[^1], key.Text.RevealText());
        Assert.Null(key.Id);
    }

    [Fact]
    public void Basic_with_a_key_names_the_id_that_must_be_that_key_s()
    {
        var key = Assert.IsType<PresentedCredential.Key>(Read(Basic("0123456789abc:" + Key)));

        Assert.Equal(("0123456789abc", Key), (key.Id, key.Text.RevealText()));
        Assert.Equal("", Assert.IsType<PresentedCredential.Key>(Read(Basic(":" + Key))).Id);
    }

    [Theory]
    [InlineData("acme/ben", "plum:tuesday")]
    [InlineData("zoë@acme.test", "pässwörd 漢")]
    [InlineData("0123456789abc", "no key")]
    [InlineData("ben", "slp_short")]
    [InlineData("", "")]
    public void Basic_with_a_name_and_a_password_in_UTF_8(string name, string password)
    {
        var typed = Assert.IsType<PresentedCredential.NameAndPassword>(Read(Basic($"{name}:{password}")));

        Assert.Equal((name, password), (typed.Name, typed.Password.RevealText()));
    }

    [Fact]
    public void The_token_of_a_session_for_programs()
    {
        Assert.Equal(Token, Assert.IsType<PresentedCredential.Bearer>(Read("Bearer " + Token)).Token.RevealText());
    }

    [Fact]
    public void Nothing() => Assert.IsType<PresentedCredential.Nothing>(Read());

    [Theory]
    [InlineData("")]
    [InlineData("ApiKey")]
    [InlineData("Bearer ")]
    [InlineData(Key)]
    [InlineData("Digest " + Key)]
    [InlineData("Bearer " + Key + " " + Key)]
    [InlineData("Bearer " + Key + ",ApiKey")]
    [InlineData("Basic %%%")]
    [InlineData("Basic YmVu")]
    [InlineData("Basic YmVuOv8=")]
    [InlineData("Basic YmVuOgBh")]
    public void Nonsense(string header) => Assert.IsType<PresentedCredential.Unreadable>(Read(header));

    [Fact]
    public void Two_headers_are_none()
    {
        Assert.IsType<PresentedCredential.Unreadable>(Read("ApiKey " + Key, "ApiKey " + Key));
        Assert.IsType<PresentedCredential.Unreadable>(PresentedCredential.Read([null]));
    }

    private static PresentedCredential Read(params string[] headers) => PresentedCredential.Read(headers);

    private static string Basic(string text) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
