namespace Sallyport.Tests;

/// <summary>Names the behaviour (<c>SIGN-3</c>) or requirement (<c>O-05</c>) that a test keeps; the build lists which have none.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
internal sealed class KeepsAttribute(string id) : Attribute
{
    public string Id { get; } = id;
}
