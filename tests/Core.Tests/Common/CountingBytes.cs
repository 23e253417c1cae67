using Sallyport.Core.Common;

namespace Sallyport.Core.Tests;

/// <summary>Randomness that can be foreseen: 0, 1, 2, …</summary>
internal sealed class CountingBytes : RandomSource
{
    private byte next;

    public override void Fill(Span<byte> bytes)
    {
        foreach (ref var item in bytes)
            item = next++;
    }
}
