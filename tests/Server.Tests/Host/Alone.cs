using Xunit;

namespace Sallyport.Server.Tests.Host;

/// <summary>For tests that weigh memory: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = nameof(Alone);
}
