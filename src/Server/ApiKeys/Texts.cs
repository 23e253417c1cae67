namespace Sallyport.Server.ApiKeys;

/// <summary>Names the resource files of this capability's texts.</summary>
public sealed class Texts;
