using System.Globalization;
using Sallyport.Core.Accounts;
using Sallyport.Server.Accounts;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts;

public sealed class CommonPasswordsTests
{
    private static readonly PasswordOwner Nobody = new(true, "", "", "", "");
    private readonly CommonPasswords common = new();

    [Fact]
    [Keeps("V6.2.4")]
    [Keeps("V6.2.12")]
    public void Each_of_the_most_common_and_a_sample_of_the_others_is_refused()
    {
        var rule = new PasswordRule(common.Contain);
        var sample = Sample();
        Assert.True(sample.Count > 3_400);
        Assert.All(sample, password => Assert.IsType<PasswordVerdict.Common>(rule.Judge(password, Nobody)));
        Assert.All(
            sample.Take(100),
            password => Assert.IsType<PasswordVerdict.Common>(rule.Judge(password.ToUpperInvariant(), Nobody))
        );
    }

    [Theory]
    [InlineData("password")]
    [InlineData("iloveyou")]
    [InlineData("qwertyuiop")]
    public void Well_known_ones_are_there(string password) => Assert.True(common.Contain(password));

    [Fact]
    public void Of_passwords_that_nobody_takes_hardly_one_is_refused_by_chance()
    {
        var refused = Enumerable
            .Range(0, 200_000)
            .Count(i => common.Contain("uncommon " + i.ToString(CultureInfo.InvariantCulture)));
        // One in 18,000 would be eleven.
        Assert.InRange(refused, 0, 20);
    }

    private static List<string> Sample()
    {
        using var resource = typeof(CommonPasswordsTests).Assembly.GetManifestResourceStream("common-passwords-sample.txt")!;
        using var reader = new StreamReader(resource);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
