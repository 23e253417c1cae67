namespace Sallyport.Server.SecurityKeys;

/// <summary>Names the resource files of this capability's texts.</summary>
public sealed class Texts;
