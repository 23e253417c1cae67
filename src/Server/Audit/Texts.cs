namespace Sallyport.Server.Audit;

/// <summary>Names the resource files of this capability's texts.</summary>
public sealed class Texts;
