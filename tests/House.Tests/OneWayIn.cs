using Sallyport.Tests;
using Xunit;

namespace Sallyport.House.Tests;

/// <summary>Every way to a full session goes through one function, whatever the door.</summary>
public sealed class OneWayIn
{
    [Fact]
    [Keeps("ALWAYS-11")]
    public void Sessions_are_made_in_one_file()
    {
        var makers = Repository
            .Files("src/Server", ".cs")
            .Where(file => Repository.Read(file).Contains("Sessions.Add(", StringComparison.Ordinal));

        Assert.Equal(["src/Server/SignIn/OpenSession.cs"], makers);
    }
}
