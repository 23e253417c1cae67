using Sallyport.Tests;
using Xunit;

namespace Sallyport.Storage.Tests;

[Keeps("V13.1.2")]
public sealed class CountingConnections
{
    [Theory]
    [InlineData("Host=db", null, null)]
    [InlineData("Host=db;Maximum Pool Size=100", null, 100)]
    [InlineData("Host=db;MaxPoolSize=7", null, 7)]
    [InlineData("Host=db;Maximum Pool Size=100", 12, 12)]
    public async Task The_setting_decides_then_the_connection_string_then_the_machine(string text, int? setting, int? wanted)
    {
        await using var engine = new Postgres(text, connections: setting);

        Assert.Equal(wanted ?? Postgres.UsualConnections(Environment.ProcessorCount), engine.Connections);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(64, 40)]
    public void Ten_a_core_and_forty_at_most(int cores, int connections) =>
        Assert.Equal(connections, Postgres.UsualConnections(cores));
}
