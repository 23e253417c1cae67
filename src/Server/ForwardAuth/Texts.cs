namespace Sallyport.Server.ForwardAuth;

/// <summary>Names the resource file with the words of the way to applications.</summary>
public sealed class Texts;
