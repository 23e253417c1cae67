using Sallyport.Core.Accounts;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.Accounts;

[Keeps("SIGN-1")]
public sealed class HostNames
{
    [Theory]
    [InlineData("Login.ACME.test", "login.acme.test")]
    [InlineData("login.acme.test.", "login.acme.test")]
    [InlineData("bücher.example", "xn--bcher-kva.example")]
    [InlineData("localhost", "localhost")]
    public void They_are_kept_as_browsers_send_them(string typed, string kept) => Assert.Equal(kept, HostName.Canonical(typed));

    [Theory]
    [InlineData("")]
    [InlineData("acme.test:8080")]
    [InlineData("https://acme.test")]
    [InlineData("acme..test")]
    [InlineData("-acme.test")]
    [InlineData("a_b.test")]
    [InlineData("192.0.2.7")]
    [InlineData("::1")]
    [InlineData("acme.test/path")]
    public void What_is_none_is_refused(string typed) => Assert.Null(HostName.Canonical(typed));

    [Theory]
    [InlineData("wiki.acme.test", "login.acme.test")]
    [InlineData("acme.test", "login.acme.test")]
    [InlineData("wiki.sub.acme.test", "portal.sub.acme.test")]
    [InlineData("login.other.test", "login.other.test")]
    [InlineData("wiki.notacme.test", "first.example")]
    [InlineData("test", "first.example")]
    [InlineData("127.0.0.1", "first.example")]
    public void Of_several_the_one_nearest_to_where_somebody_goes_is_taken_else_the_first(string to, string nearest) =>
        Assert.Equal(
            nearest,
            HostName.Nearest(["first.example", "login.acme.test", "portal.sub.acme.test", "login.other.test"], to)
        );

    [Fact]
    public void Of_none_there_is_none_nearest() => Assert.Null(HostName.Nearest([], "wiki.acme.test"));
}
