namespace Sallyport.Server.Web;

/// <summary>Names the resource files of this folder's texts.</summary>
public sealed class Texts;
