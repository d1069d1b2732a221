"""French first names and surnames, as mixed as a school register of the West of France.

Only letters of ISO-8859-1, as in the files of ONDE. Any person met in real life is a coincidence.
"""

from random import Random


def _listed(text: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in text.split(","))


GIRLS = _listed(
    """
    Adèle, Agathe, Aïcha, Albane, Alice, Alix, Alma, Amélie, Ambre, Amina, Anaé, Anaïs, Andréa, Angèle,
    Anna, Anne-Lise, Anouk, Apolline, Aria, Armelle, Assia, Astrid, Aude, Aurore, Ava, Awa, Aya,
    Bérénice, Blanche, Brune, Capucine, Carla, Céleste, Célia, Charlie, Charlotte, Chiara, Chloé, Clara,
    Clarisse, Clémence, Cléo, Constance, Coraline, Daphné, Deniz, Diane, Eden, Éléonore, Élif, Élina,
    Élisa, Élise, Éloïse, Elsa, Éléna, Emma, Emmy, Émilie, Enora, Estelle, Esther, Eva, Éva-Rose, Fanny,
    Fatou, Faustine, Flora, Flore, Françoise, Gabrielle, Gaëlle, Garance, Giulia, Gwenn, Hadja, Hanaé,
    Hanna, Héloïse, Hermine, Inaya, Inès, Ines, Iris, Isaure, Jade, Jana, Jeanne, Joséphine, Judith,
    Julia, Julie, Juliette, Justine, Kenza, Klara, Ladji, Lana, Laly, Lara, Laure, Léa, Léana, Leïla,
    Lénaïg, Lena, Léonie, Léopoldine, Leyla, Lila, Lilou, Lina, Linh, Lisa, Lise, Lola, Lou, Lou-Ann,
    Louane, Louisa, Louise, Luce, Lucie, Ludivine, Luna, Lya, Lyna, Madeleine, Maëlle, Maëlys, Maïwenn,
    Malak, Manon, Margaux, Margot, Maria, Marie-Lou, Marianne, Marion, Mariam, Maryam, Mathilde, Maya,
    Mélanie, Mélina, Mélusine, Meryem, Mia, Mila, Mina, Moïra, Myriam, Naomi, Nawel, Neïla, Nina, Nine,
    Noémie, Nolwenn, Norah, Nour, Océane, Olivia, Ombeline, Oriane, Paloma, Pauline, Pénélope, Perrine,
    Philippine, Rania, Rebecca, Romane, Romy, Rose, Roxane, Safia, Salomé, Sana, Sara, Sarah, Selma,
    Sixtine, Sofia, Soizic, Soline, Soumaya, Suzanne, Sybille, Tess, Thaïs, Thanh, Théa, Tiphaine,
    Valentine, Victoire, Victoria, Violette, Yasmine, Youna, Yuna, Zélie, Zeynep, Zoé
    """
)
BOYS = _listed(
    """
    Aaron, Abdoulaye, Abel, Achille, Adam, Adrien, Ahmed, Alban, Alexandre, Alexis, Ali, Alois, Amaury,
    Amine, Amir, Anatole, Andréas, Antoine, Antonin, Aristide, Armand, Arthur, Aubin, Auguste, Augustin,
    Aurélien, Axel, Ayoub, Balthazar, Baptiste, Barnabé, Basile, Bastien, Benjamin, Bilal, Camille, Can,
    Céleste, Charles, Charly, Clément, Côme, Corentin, Cyprien, Cyril, Damien, Daniel, David, Diego,
    Diogo, Dorian, Duarte, Éden, Edgar, Edgard, Edouard, Elias, Élie, Eliott, Eloan, Éloi, Émile, Emre,
    Enzo, Erwan, Esteban, Étienne, Evan, Ewen, Ezio, Fabio, Félix, Ferdinand, Florian, François, Gabin,
    Gabriel, Gaël, Gaspard, Gauthier, Georges, Gildas, Goulven, Grégoire, Guillaume, Gurvan, Gustave,
    Hadrien, Hamza, Hector, Henri, Hippolyte, Hugo, Ibrahim, Idriss, Ilan, Ilyes, Isaac, Ismaël, Issa,
    Ivan, Jacques, Jad, Jean, Jean-Baptiste, Jean-Loup, Jérémie, Joachim, Joan, Joao, Jonas, Joris,
    Joseph, Joseph-Marie, Joshua, Jules, Julien, Kaïs, Karim, Kenan, Kévin, Killian, Kylian, Lazare,
    Léandre, Léo, Léon, Léonard, Léopold, Liam, Lino, Lissandro, Loan, Loïc, Loïs, Lorenzo, Louis,
    Louka, Luca, Lucas, Lucien, Ludovic, Lubin, Mahé, Malik, Malo, Mamadou, Manoé, Marceau, Marcel,
    Marin, Marius, Martin, Mathéo, Mathias, Mathis, Matteo, Matthieu, Maxence, Maxime, Mayeul, Mehdi,
    Melvin, Merlin, Milan, Milo, Minh, Mohamed, Moussa, Mustafa, Naël, Nahel, Naïm, Nathan, Nathanaël,
    Nicolas, Nino, Noa, Noah, Noam, Noé, Nolan, Octave, Olivier, Omar, Orso, Oscar, Oumar, Owen, Paco,
    Pablo, Paul, Philéas, Pierre, Pierre-Louis, Quentin, Raphaël, Rayan, Rémi, Renan, Robin, Rodrigo,
    Romain, Roméo, Ronan, Ruben, Sacha, Salim, Samuel, Samy, Selim, Simon, Sohan, Soren, Souleymane,
    Tao, Télio, Thaddée, Théo, Théodore, Thiago, Thibault, Thomas, Tiago, Timéo, Timothée, Titouan, Tom,
    Tristan, Tuan, Ulysse, Valentin, Victor, Vincent, Virgile, Wael, Wassim, William, Yanis, Yann,
    Yannis, Yohan, Youenn, Youssef, Yvon, Zacharie
    """
)
MOTHERS = _listed(
    """
    Adeline, Agnès, Alexandra, Amandine, Amel, Anne, Anne-Laure, Anne-Sophie, Audrey, Aurélie, Barbara,
    Bénédicte, Béatrice, Brigitte, Camille, Carine, Caroline, Catarina, Catherine, Cécile, Céline,
    Charlène, Christelle, Cindy, Claire, Claudia, Corinne, Delphine, Dominique, Dorothée, Élodie,
    Émeline, Émilie, Emmanuelle, Estelle, Fatima, Fatoumata, Florence, Gaëlle, Géraldine, Gwénaëlle,
    Hafida, Hélène, Houria, Ingrid, Isabelle, Jennifer, Jessica, Julie, Karima, Karine, Katell, Khadija,
    Laetitia, Laure, Laurence, Leïla, Lucie, Lydie, Magali, Maïté, Malika, Marie, Marie-Laure, Marina,
    Maud, Mélanie, Mireille, Morgane, Muriel, Myriam, Nadège, Nadia, Naïma, Nathalie, Ophélie, Pascale,
    Patricia, Pauline, Priscilla, Rachel, Rachida, Sabrina, Samira, Sandra, Sandrine, Séverine, Soizic,
    Sonia, Sophie, Stéphanie, Sylvie, Tatiana, Tiphaine, Valérie, Vanessa, Virginie, Yasmina, Yolande,
    Zohra
    """
)
FATHERS = _listed(
    """
    Abdelkader, Adrien, Alain, Alexandre, Anthony, Antoine, Arnaud, Aurélien, Benoît, Bertrand, Brahim,
    Brice, Bruno, Camille, Carlos, Cédric, Christophe, Claude, Cyril, Damien, David, Denis, Dominique,
    Emmanuel, Éric, Fabien, Fabrice, Farid, Florent, Franck, François, Frédéric, Gaël, Gérald, Gilles,
    Grégory, Guillaume, Gwendal, Hakim, Hassan, Hervé, Hugues, Jean, Jean-Marc, Jean-Philippe, Jérémy,
    Jérôme, Joël, Johann, José, Julien, Kamel, Karim, Kévin, Laurent, Loïc, Ludovic, Manuel, Marc,
    Mathieu, Mehmet, Mickaël, Mohamed, Mourad, Mustapha, Nicolas, Olivier, Pascal, Patrice, Philippe,
    Pierre, Rachid, Raphaël, Régis, Renaud, Romain, Ronan, Samuel, Sébastien, Sékou, Serge, Simon,
    Stéphane, Sylvain, Thibaut, Thierry, Thomas, Tony, Vincent, Wilfried, Xavier, Yannick, Yoann,
    Youssef, Yves
    """
)
SURNAMES = _listed(
    """
    Abgrall, Aït Ahmed, Albert, Allain, Amrani, André, Arnaud, Aubry, Audureau, Aydin, Bâ, Bachelier,
    Badeau, Baron, Barré, Baudry, Beaulieu, Belkacem, Ben Salah, Benali, Benoît, Bernard, Berthelot,
    Bertrand, Besnard, Bidault, Blanchard, Blin, Bodin, Boisseau, Bonneau, Bouchet, Boudaud, Bourdin,
    Bouvier, Brault, Brémond, Briand, Brossard, Brunet, Burgaud, Cadoret, Camara, Carré, Cesbron,
    Chauvet, Chauvin, Chevalier, Chevallier, Chiron, Çelik, Clavier, Coëtmeur, Colas, Corbineau,
    Cormier, Costa, Coulibaly, Coupé, Cousin, Croguennec, d'Aboville, d'Hervé, Da Costa, Da Silva,
    David, de Kergorlay, De Oliveira, de La Bassetière, Delaunay, Delépine, Demir, Denis, Diallo,
    Diarra, Dos Santos, Drouet, du Plessis, Dubois, Dufour, Dugué, Dupont-Lebrun, Durand, Dutertre, El
    Amrani, El Haddad, Étienne, Évain, Faucheux, Ferchaud, Fernandes, Ferrand, Fleury, Foucher,
    Fournier, François, Gaborit, Gaillard, Garcia, Gaudin, Gauthier, Gautier, Gendron, Gérard, Germain,
    Girard, Girardeau, Godet, Gonçalves, Gouin, Gourdon, Grégoire, Grelier, Guérin, Guéguen, Guibert,
    Guillard, Guillemot, Guillou, Haddad, Hamdi, Hamon, Hardy, Hérault, Hervouet, Houdayer, Hubert,
    Huchet, Huet, Huynh, Jaouen, Jarry, Joly, Jolivet, Joubert, Jouin, Kaya, Keïta, Kerdoncuff,
    Kermarrec, Konaté, L'Hostis, L'Helgouac'h, Lacroix, Lambert, Landais, Landreau, Lassalle, Launay, Le
    Bihan, Le Corre, Le Fur, Le Gall, Le Goff, Le Guen, Le Roux, Lebreton, Leclerc, Lecomte, Lefèvre,
    Léger, Legrand, Lelièvre, Lemaître, Leroy, Lévêque, Loiseau, Lopes, Lucas, Maillard, Mansouri,
    Marchand, Marques, Martin, Martineau, Mathieu, Meftah, Ménard, Mercier, Merlet, Meunier, Michaud,
    Millet, Moinard, Monnier, Moreau, Morin, Morvan, N'Diaye, N'Guessan, Naud, Nguyen, Nicolas, Normand,
    Öztürk, Papin, Pasquier, Pelletier, Pereira, Périer, Perrault, Petit, Pham, Picard, Pineau, Pinto,
    Plouhinec, Poirier, Potier, Praud, Prévost, Quéméneur, Quéré, Raimbault, Rainteau, Rahmani,
    Raveneau, Renaud, Renault, Ribeiro, Richard, Rivière, Robin, Rocha, Rousseau, Roussel, Roux, Roy,
    Sahin, Saïdi, Salaün, Sauvage, Savary, Sebbah, Sékou-Diop, Simon, Sissoko, Soares, Soulard, Sow,
    Supiot, Tanguy, Teixeira, Tessier, Thébault, Thibault, Thomas, Toublanc, Touré, Tran, Traoré,
    Tregouët, Trichet, Turpin, Uzun, Vallée, Vannier, Vasseur, Vinet, Vo, Voisin, Vrignaud, Yao,
    Yildirim, Yilmaz, Youssef, Zerbib
    """
)
STREETS = _listed(
    """
    rue des Tilleuls, rue de l'Étang, allée des Ajoncs, impasse du Lavoir, place de l'Église, rue du
    Moulin, chemin des Vignes, rue des Écoliers, avenue de la Gare, rue Haute, rue du Bas-Bourg,
    lieu-dit La Hérissonnière, rue des Genêts, allée Louise-Michel, square des Cèdres, rue du
    Four-à-Pain, quai des Sabliers, rue des Mésanges, chemin de la Croix-Verte, rue Anita-Conti, impasse
    des Pêcheurs, boulevard de l'Océan, rue du Pré-aux-Clercs, venelle du Puits
    """
)


def child_first_name(rng: Random, sex: str) -> str:
    """Draw a child's first name; sex is ``F`` or ``M``."""
    return rng.choice(GIRLS if sex == "F" else BOYS)


def adult_first_name(rng: Random, sex: str) -> str:
    """Draw an adult's first name; sex is ``F`` or ``M``."""
    return rng.choice(MOTHERS if sex == "F" else FATHERS)


def surname(rng: Random) -> str:
    """Draw a surname, in capitals: as ONDE writes them."""
    return rng.choice(SURNAMES).upper()


def street(rng: Random) -> str:
    """Draw a number and a street."""
    return f"{rng.randint(1, 98)}{rng.choice(('', '', '', ' bis'))} {rng.choice(STREETS)}"
