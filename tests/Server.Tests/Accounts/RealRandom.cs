using System.Security.Cryptography;
using Sallyport.Core.Common;

namespace Sallyport.Server.Tests.Accounts;

/// <summary>The machine's own randomness.</summary>
public sealed class RealRandom : RandomSource
{
    public override void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
