namespace Sallyport.Server.Web.Layout;

/// <summary>Names the resource file with the words of the shells and their parts.</summary>
public sealed class Texts;
